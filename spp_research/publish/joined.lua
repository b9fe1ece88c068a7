-- Joins words into one text: Quarto asks for every word and every space of a document some hundred
-- times a format, whether or not anything is to be done to them, and a report is mostly words.
--
-- It runs last of the kit's filters, and only where no others do: one of somebody's own may look for
-- a word. What Quarto or Pandoc still reads word by word is left: citations, and labels after formulas.

local LEFT = { Cite = true, Math = true }

local function joined(inlines)
  local out, words = pandoc.List(), {}
  local function end_of_text()
    local first, last = words[1] == " ", #words > 1 and words[#words] == " "
    local text = table.concat(words, "", first and 2 or 1, #words - (last and 1 or 0))
    -- Spaces at either end stay what they are, so that a writer finds what it found before.
    if first then out:insert(pandoc.Space()) end
    if text ~= "" then out:insert(pandoc.Str(text)) end
    if last then out:insert(pandoc.Space()) end
    words = {}
  end
  for _, inline in ipairs(inlines) do
    if LEFT[inline.t] then
      return nil
    elseif inline.t == "Str" then
      table.insert(words, inline.text)
    elseif inline.t == "Space" then
      table.insert(words, " ")
    else
      end_of_text()
      out:insert(inline)
    end
  end
  end_of_text()
  return out
end

return { { Inlines = joined } }
