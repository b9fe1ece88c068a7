-- Everything in a report that is more than plain Markdown, for all three formats and both
-- renderers: panels, notes, page breaks, landscape sections, row headers, alternative text,
-- two-part captions and the heading levels that Word's navigation and PDF/UA expect.
--
-- Under Quarto this runs at `pre-ast` (see _quarto.yml): there the document is still plain
-- Pandoc, before Quarto turns figures and tables into nodes of its own.

local under_quarto = quarto ~= nil
local html = FORMAT:match("html") ~= nil
local docx = FORMAT == "docx"
local typst = FORMAT == "typst"

local function escape_html(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- A Typst string literal: nothing in it can end the string or start code.
local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%c", " ") .. '"'
end

local function raw(text)
  return pandoc.RawBlock(FORMAT:match("html") and "html" or (docx and "openxml" or FORMAT), text)
end

local function wrapped(opening, blocks, closing)
  local out = pandoc.List({ raw(opening) })
  out:extend(blocks)
  out:insert(raw(closing))
  return out
end

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

-- Panels -----------------------------------------------------------------------------------

local function panel(div)
  local title = div.attributes.title or ""
  if html then
    return wrapped(
      '<section class="panel" aria-label="' .. escape_html(title) .. '">\n'
        .. '<p class="panel-title">' .. escape_html(title) .. "</p>",
      div.content,
      "</section>"
    )
  elseif typst then
    return wrapped("#panel(title: " .. typst_string(title) .. ")[", div.content, "]")
  elseif docx then
    return pandoc.List({
      styled({ pandoc.Para({ pandoc.Str(title) }) }, "Panel Title"),
      styled(div.content, "Panel"),
    })
  end
end

local function notes(div)
  if html then
    return div
  elseif typst then
    return wrapped("#notes[", div.content, "]")
  elseif docx then
    return styled(div.content, "Notes")
  end
end

-- Pages ------------------------------------------------------------------------------------

local PAGE_BREAK_DOCX = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

local function page_break()
  if html then
    return raw('<div class="page-break"></div>')
  elseif typst then
    return raw("#pagebreak(weak: true)")
  elseif docx then
    return raw(PAGE_BREAK_DOCX)
  end
end

-- In Word a section's page is described at its end, so what stands before a landscape
-- section is closed as portrait first. A4: 11906 x 16838 twentieths of a point.
local function section_docx(width, height, orientation)
  return '<w:p><w:pPr><w:sectPr><w:pgSz w:w="' .. width .. '" w:h="' .. height .. '"'
    .. orientation .. '/><w:pgMar w:top="1304" w:right="1247" w:bottom="1247" w:left="1247"'
    .. ' w:header="624" w:footer="567" w:gutter="0"/></w:sectPr></w:pPr></w:p>'
end

local function landscape(div)
  if html then
    return div
  elseif typst then
    return wrapped("#landscape[", div.content, "]")
  elseif docx then
    local out = pandoc.List({ raw(section_docx(11906, 16838, "")) })
    out:extend(div.content)
    out:insert(raw(section_docx(16838, 11906, ' w:orient="landscape"')))
    return out
  end
end

local DIVS = { panel = panel, notes = notes, landscape = landscape, ["page-break"] = page_break }

function Div(div)
  for _, class in ipairs(div.classes) do
    if DIVS[class] then
      return DIVS[class](div)
    end
  end
end

-- Captions: a headline that says what was found, then the measure, who and when ---------------

local function first_sentence(inlines)
  for i = 1, #inlines - 2 do
    local here, gap, after = inlines[i], inlines[i + 1], inlines[i + 2]
    if here.t == "Str" and here.text:match("[.?!]$") and (gap.t == "Space" or gap.t == "SoftBreak")
      and not (after.t == "Str" and after.text:match("^%l")) then
      return i
    end
  end
  return #inlines
end

local function two_part(caption)
  local first = caption.long[1]
  if not first or (first.t ~= "Plain" and first.t ~= "Para") then
    return caption
  end
  local cut = first_sentence(first.content)
  local headline, subtitle = pandoc.List(), pandoc.List()
  for i, inline in ipairs(first.content) do
    if i <= cut then
      headline:insert(inline)
    elseif i > cut + 1 then
      subtitle:insert(inline)
    end
  end
  local content = pandoc.List({ pandoc.Strong(headline) })
  if #subtitle > 0 then
    content:insert(pandoc.LineBreak())
    content:extend(subtitle)
  end
  caption.long[1] = pandoc.Plain(content)
  return caption
end

-- Figures: the alternative text is never the caption ------------------------------------------

local function with_alt(image)
  local alt = image.attributes["fig-alt"] or image.attributes.alt
  if not alt then
    return nil
  end
  if under_quarto then
    return nil -- Quarto moves fig-alt to where each format keeps it
  end
  image.attributes["fig-alt"] = nil
  if html then
    image.attributes.alt = alt
  elseif docx then
    image.caption = pandoc.Inlines({ pandoc.Str(alt) })
  elseif typst then
    -- Pandoc's Typst writer drops alternative text, so the call is written here.
    local width = image.attributes.width
    return pandoc.RawInline("typst", "#image(" .. typst_string(image.src)
      .. (width and ", width: " .. width or "") .. ", alt: " .. typst_string(alt) .. ")")
  end
  return image
end

function Image(image)
  return with_alt(image)
end

function Figure(figure)
  figure.caption = two_part(figure.caption)
  return figure
end

-- Tables: the first column heads its row --------------------------------------------------------

function Table(table_)
  table_.caption = two_part(table_.caption)
  for _, body in ipairs(table_.bodies) do
    body.row_head_columns = 1
  end
  return table_
end

-- Headings: the title is the only level one in the source --------------------------------------

function Pandoc(doc)
  if html then
    return doc
  end
  local top = 7
  doc:walk({ Header = function(header) top = math.min(top, header.level) end })
  if top == 7 or top == 1 then
    return doc
  end
  return doc:walk({
    Header = function(header)
      header.level = header.level - top + 1
      return header
    end,
  })
end
