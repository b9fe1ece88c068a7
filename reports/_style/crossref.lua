-- Numbers figures and tables and turns @fig-x and @tbl-x into links, where Quarto, which
-- does this itself, is not there. The number is part of the caption in every format, so
-- Typst's own numbering is switched off in report.typ.

local WORDS = { fig = "Figure", tbl = "Table" }
local numbers = {}
local counters = { fig = 0, tbl = 0 }

local function label(block, kind)
  counters[kind] = counters[kind] + 1
  local text = WORDS[kind] .. "\u{a0}" .. counters[kind]
  if block.identifier ~= "" then
    numbers[block.identifier] = text
  end
  local first = block.caption.long[1]
  if first then
    first.content:insert(1, pandoc.Span({ pandoc.Str(text .. "."), pandoc.Space() },
      pandoc.Attr("", { "caption-number" })))
  end
  return block
end

local function number(doc)
  return doc:walk({
    traverse = "topdown",
    Figure = function(figure) return label(figure, "fig"), false end,
    Table = function(table_)
      -- A table without a caption, such as a form to fill in, has no number to point at.
      if #table_.caption.long > 0 then
        return label(table_, "tbl"), false
      end
    end,
  })
end

local function refer(doc)
  return doc:walk({
    Cite = function(cite)
      local out = pandoc.List()
      for i, citation in ipairs(cite.citations) do
        local text = numbers[citation.id]
        if not text then
          error("The report refers to @" .. citation.id .. ", but no figure or table has that label.")
        end
        if i > 1 then
          out:extend({ pandoc.Str(","), pandoc.Space() })
        end
        out:insert(pandoc.Link({ pandoc.Str(text) }, "#" .. citation.id))
      end
      return out
    end,
  })
end

return { { Pandoc = function(doc) return refer(number(doc)) end } }
