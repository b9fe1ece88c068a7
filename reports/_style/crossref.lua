-- Numbers figures and tables and turns @fig-x, @tbl-x and @sec-x into links.
--
-- It is the first filter, so it also sees to it that a report is made beside its report.qmd.
--
-- An equation is left to Quarto, and a citation to whoever sets citations, where the bibliography
-- has it. Any other @name is text.
--
-- Quarto could number them itself, but only by making figures and tables nodes of its own
-- that each of its versions, and each format, draws differently. Numbering here, before
-- Quarto looks (`at: pre-ast`), gives both renderers the same captions and references.

local WORDS = { fig = "Figure", tbl = "Table" }
local KINDS = { Figure = "fig", Table = "tbl" }
local numbers = {}
local sections = {}
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

local function next_number(kind)
  counters[kind] = counters[kind] + 1
  return WORDS[kind] .. "\u{a0}" .. counters[kind]
end

-- Writes a number before the words of a caption, and remembers whose it is.
local function number(block, text, inlines)
  if block.identifier ~= "" then
    numbers[block.identifier] = text
  end
  inlines:insert(1, pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { "caption-number" })))
  block.caption = { long = { pandoc.Plain(inlines) } }
  return block
end

local function label(block)
  local first = block.caption.long[1]
  if not first then
    return nil -- a form to fill in, say: nothing to point at, so no number
  end
  take_identifier(block, first.content)
  return number(block, next_number(KINDS[block.t]), first.content), false
end

-- What a part of a figure is: a picture alone in its paragraph is one without a caption.
local function part_of(block)
  if block.t == "Figure" or block.t == "Table" then
    take_identifier(block, block.caption.long[1] and block.caption.long[1].content or pandoc.List())
    return block
  end
  local only = (block.t == "Para" or block.t == "Plain") and #block.content == 1 and block.content[1]
  if only and only.t == "Image" then
    local id = only.identifier
    only.identifier = ""
    return pandoc.Figure({ pandoc.Plain({ only }) }, { long = {} }, pandoc.Attr(id))
  end
end

-- `::: {#fig-x}` with a picture, or several, and the caption as its last paragraph; `#tbl-x` too.
-- Of several each is numbered as a part, 2a and 2b, and they stand below one another: Quarto
-- itself would count the parts, which we have numbered, and give the whole a number that is taken.
local function float(div)
  local kind = div.identifier:match("^(%l+)%-")
  if not WORDS[kind] then
    return nil
  end
  local parts, words = pandoc.Blocks({}), nil
  div.content:walk({
    traverse = "topdown",
    Block = function(block)
      local part = part_of(block)
      if part then
        parts:insert(part)
        return nil, false
      end
    end,
  })
  local last = div.content[#div.content]
  if last and last.t == "Para" and not part_of(last) then
    words = last.content
  end
  if #parts == 0 then
    return nil
  end
  local text = next_number(kind)
  if #parts == 1 then
    local first = parts[1].caption.long[1]
    parts[1].identifier = div.identifier
    return number(parts[1], text, words or first and first.content or pandoc.Inlines({})), false
  end
  for at, part in ipairs(parts) do
    local first = part.caption.long[1]
    number(part, text .. string.char(96 + at), first and first.content or pandoc.Inlines({}))
  end
  local whole = pandoc.Figure(parts, { long = {} }, pandoc.Attr(div.identifier))
  return number(whole, text, words or pandoc.Inlines({})), false
end

-- A section has no number: its own words say which it is.
local function remember(header)
  if header.identifier:match("^sec%-") then
    sections[header.identifier] = header.content
  end
end

local OURS = { fig = true, tbl = true, sec = true }
local QUARTO_S = { eq = true, lst = true, thm = true, lem = true, cor = true, prp = true, def = true }
local in_bibliography = {}

local function is_left(cite)
  for _, citation in ipairs(cite.citations) do
    local kind = citation.id:match("^(%l+)%-")
    if OURS[kind] then
      return false
    end
    if in_bibliography[citation.id] or (quarto and QUARTO_S[kind]) then
      return true
    end
  end
  return false
end

local function refer(cite)
  if is_left(cite) then
    return nil
  end
  local out = pandoc.List()
  for i, citation in ipairs(cite.citations) do
    local id = citation.id
    local text = numbers[id] and { pandoc.Str(numbers[id]) } or sections[id]
    if not text and not OURS[id:match("^(%l+)%-")] then
      return cite.content -- as it was typed
    end
    -- Not error(), which Quarto redefines: it would write this down and go on.
    assert(text, "The report points at @" .. id
      .. ", but no figure, table or section of it has that label.")
    if i > 1 then
      out:extend({ pandoc.Str(","), pandoc.Space() })
    end
    out:insert(pandoc.Link(text, "#" .. id))
  end
  return out
end

-- Not every report is for everybody, so Quarto may not gather them in a folder of its own: the
-- website, or one that it publishes. in_place.js refuses that before anything is rendered; a profile
-- with a pre-render of its own puts that script out of work, and this filter stays. The website is
-- built from a project of its own, which says so.
local function stays_in_place(meta)
  local project = quarto and quarto.project or {}
  local function place(path)
    return (path or ""):gsub("\\", "/"):gsub("/+%.?$", "")
  end
  local out = place(project.output_directory)
  if not (meta.spp and meta.spp.document) or meta["spp-site"] or out == "" or out == "." then
    return
  end
  assert(out == place(project.directory), "Quarto was told to put this report into " .. out
    .. ". Reports are made beside their report.qmd, because not all of them are for everybody."
    .. " Take output-dir out, or make the website with: spp site")
end

-- A document in another language brings the two words along.
local function in_its_language(meta)
  local said = meta.spp and meta.spp.say
  if said then
    WORDS.fig, WORDS.tbl = pandoc.utils.stringify(said.figure), pandoc.utils.stringify(said.table)
  end
end

local function read_bibliography(doc)
  if doc.meta.bibliography or doc.meta.references then
    for _, reference in ipairs(pandoc.utils.references(doc)) do
      in_bibliography[reference.id] = true
    end
  end
end

return {
  { Meta = stays_in_place },
  { Pandoc = read_bibliography },
  { Meta = in_its_language },
  { traverse = "topdown", Div = float, Figure = label, Table = label, Header = remember },
  { Cite = refer },
}
