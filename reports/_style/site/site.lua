-- The layout of a practice's page, for both builders of the website: what is read first, the
-- context card, the text, and the provenance, each in a division that site.css puts in place.
--
-- It runs before the shared filters, on documents that the builder marks with `spp-figures`:
-- where the page finds the write-up's figures, relative to itself.

local CARD = "tbl-context"
local ABOUT = "about-this-document"

local function division(name, blocks)
  return pandoc.Div(blocks, pandoc.Attr("", { name }))
end

local function has_class(block, name)
  return block.t == "Div" and block.classes:includes(name)
end

-- Quarto switches off what makes Pandoc take a table's label out of its caption.
local function named(element)
  if element.t ~= "Table" or element.identifier ~= "" then
    return element.identifier
  end
  local caption = element.caption.long[1]
  local last = caption and caption.content[#caption.content]
  return last and last.t == "Str" and last.text:match("^{#([%w_-]+)}$") or ""
end

-- The table of two columns as a list of terms, which fits a narrow column.
local function card(element)
  local title = pandoc.utils.blocks_to_inlines(element.caption.long)
  if element.identifier == "" then
    title:remove() -- the label, and the space before it
    title:remove()
  end
  local last = title[#title]
  if last and last.t == "Str" then
    last.text = last.text:gsub("%.$", "")
    title[#title] = last
  end
  local terms = pandoc.List()
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      local term = pandoc.utils.blocks_to_inlines(row.cells[1].contents)
      terms:insert({ term, { row.cells[2].contents } })
    end
  end
  return pandoc.Blocks({
    pandoc.Header(2, title, pandoc.Attr("context")),
    pandoc.DefinitionList(terms),
  })
end

local function laid_out(blocks)
  local lead, text, about = pandoc.Blocks({}), pandoc.Blocks({}), pandoc.Blocks({})
  local found, place
  local part = lead
  for i, block in ipairs(blocks) do
    if block.t == "Header" then
      -- Two empty lists count as equal, so it is asked which list it is.
      part = (block.identifier == ABOUT or rawequal(part, about)) and about or text
    end
    if not found and block.t == "Table" and named(block) == CARD then
      found, place = card(block), i
    elseif found and i == place + 1 and has_class(block, "notes") then
      found:insert(block) -- the symbols of the card are explained in the card
    else
      part:insert(block)
    end
  end
  local out = pandoc.Blocks({ division("lead", lead) })
  if found then
    out:insert(division("card", found))
  end
  out:insert(division("text", text))
  if #about > 0 then
    out:insert(division("about", about))
  end
  return out
end

-- An e-mail address is one word, and nothing but an address fits the pattern.
local function mail_link(element)
  local address, after = element.text:match("^([%w][%w._+-]*@[%w-]+%.[%w.-]*%w)(%p*)$")
  if not address then
    return nil
  end
  return { pandoc.Link({ pandoc.Str(address) }, "mailto:" .. address), pandoc.Str(after) }
end

local function page(doc)
  local figures = doc.meta["spp-figures"]
  if not figures then
    return nil
  end
  figures = pandoc.utils.stringify(figures)
  doc.blocks = laid_out(doc.blocks):walk({
    Image = function(image)
      image.src = figures .. "/" .. image.src:gsub("^figures/", "")
      return image
    end,
    Str = mail_link,
  })
  return doc
end

return { { Pandoc = page } }
