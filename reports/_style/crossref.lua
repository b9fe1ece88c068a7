-- Numbers figures and tables and turns @fig-x and @tbl-x into links.
--
-- Quarto could number them itself, but only by making figures and tables nodes of its own
-- that each of its versions, and each format, draws differently. Numbering here, before
-- Quarto looks (`at: pre-ast`), gives both renderers the same captions and references.

local WORDS = { fig = "Figure", tbl = "Table" }
local KINDS = { Figure = "fig", Table = "tbl" }
local numbers = {}
local counters = { fig = 0, tbl = 0 }

-- Pandoc before 3.8, which Quarto still carries, leaves a table's {#tbl-x} in its caption,
-- and some give a figure's to the picture inside it.
local function take_identifier(block, inlines)
  local last = inlines[#inlines]
  local id = last and last.t == "Str" and last.text:match("^{#([%w_-]+)}$")
  if id then
    block.identifier = id
    inlines:remove()
    if #inlines > 0 and inlines[#inlines].t:match("^S[po]") then
      inlines:remove() -- the Space or SoftBreak before it
    end
  elseif block.t == "Figure" and block.identifier == "" then
    block.content:walk({
      Image = function(image) block.identifier = image.identifier end,
    })
  end
end

local function label(block)
  local first = block.caption.long[1]
  if not first then
    return nil -- a form to fill in, say: nothing to point at, so no number
  end
  take_identifier(block, first.content)
  local kind = KINDS[block.t]
  counters[kind] = counters[kind] + 1
  local text = WORDS[kind] .. "\u{a0}" .. counters[kind]
  if block.identifier ~= "" then
    numbers[block.identifier] = text
  end
  first.content:insert(1, pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { "caption-number" })))
  block.caption.long[1] = pandoc.Plain(first.content)
  return block, false
end

local function refer(cite)
  local out = pandoc.List()
  for i, citation in ipairs(cite.citations) do
    local text = numbers[citation.id]
    -- Not error(), which Quarto redefines: it would write this down and go on.
    assert(text, "The report points at @" .. citation.id
      .. ", but no figure or table of it has that label.")
    if i > 1 then
      out:extend({ pandoc.Str(","), pandoc.Space() })
    end
    out:insert(pandoc.Link({ pandoc.Str(text) }, "#" .. citation.id))
  end
  return out
end

-- A document in another language brings the two words along.
local function in_its_language(meta)
  local said = meta.spp and meta.spp.say
  if said then
    WORDS.fig, WORDS.tbl = pandoc.utils.stringify(said.figure), pandoc.utils.stringify(said.table)
  end
end

return {
  { Meta = in_its_language },
  { traverse = "topdown", Figure = label, Table = label },
  { Cite = refer },
}
