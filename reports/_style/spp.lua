-- Everything in a report that is more than plain Markdown, for the web page, Word and Typst,
-- and for both renderers: panels, notes, page breaks, landscape sections, row headers,
-- alternative text, two-part captions and the heading levels that Word and PDF/UA expect.
--
-- It runs after crossref.lua. Under Quarto both run at `pre-ast` (see _quarto.yml), while the
-- document is still plain Pandoc. What leaves this filter is plain or raw, so that Quarto
-- finds no figure or table to redraw and both renderers give the same document.

local html = FORMAT:match("html") ~= nil
local docx = FORMAT == "docx"
local typst = FORMAT == "typst"
local RAW = html and "html" or (docx and "openxml" or FORMAT)

if not (html or docx or typst) then
  return {} -- for example `quarto render --to gfm`: leave the Markdown as it is
end

local function raw(text)
  return pandoc.RawBlock(RAW, text)
end

local function wrapped(opening, blocks, closing)
  local out = pandoc.List({ raw(opening) })
  out:extend(blocks)
  out:insert(raw(closing))
  return out
end

-- A paragraph style of reference.docx.
-- (Pandoc gives a Plain its own style, whatever stands around it, so each becomes a Para.)
local function styled(blocks, style)
  local paragraphs = pandoc.Blocks(blocks):map(function(block)
    return block.t == "Plain" and pandoc.Para(block.content) or block
  end)
  return pandoc.Div(paragraphs, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local HTML_ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function html_text(text)
  return (text:gsub('[&<>"]', HTML_ENTITIES))
end

-- A Typst string literal: nothing in it can end the string or start code.
local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%c", " ") .. '"'
end

local function typst_content(content)
  local blocks = pandoc.utils.type(content) == "Inlines" and { pandoc.Plain(content) } or content
  return "[" .. pandoc.write(pandoc.Pandoc(blocks), "typst"):gsub("%s+$", "") .. "]"
end

local function typst_label(id)
  return id:match("^[%w_.:-]+$") and (" <" .. id .. ">") or ""
end

-- Panels -----------------------------------------------------------------------------------

-- Word gives a list its own style, so the items of a panel have to be told to stay in it;
-- and the last paragraph has a style of its own, which closes the tinted ground below it.
-- A panel is of the styles "Panel", or where it closes a document of the smaller "Closing".
local function panel_items(style)
  return function(list)
    list.content = list.content:map(function(item)
      return { styled(item, style .. " List") }
    end)
    return list
  end
end

local function last_of_panel(block, style)
  if block.t == "Para" or block.t == "Plain" then
    return styled({ block }, style .. " Last")
  elseif block.t == "BulletList" or block.t == "OrderedList" then
    block.content[#block.content] = { styled(block.content[#block.content], style .. " List Last") }
  end
  return block
end

local function panel_in_word(title, content, style)
  if #content > 0 then
    content[#content] = last_of_panel(content[#content], style)
  end
  local items = panel_items(style)
  content = content:walk({ traverse = "topdown", BulletList = items, OrderedList = items })
  return pandoc.List({
    styled({ pandoc.Para({ pandoc.Str(title) }) }, "Panel Title"),
    styled(content, style),
  })
end

local function panel(div)
  local title = div.attributes.title or ""
  local closes = div.classes:includes("closing")
  if html then
    local name = html_text(title)
    -- A group and not a landmark: a document may have two panels of one name.
    return wrapped('<div class="panel" role="group" aria-label="' .. name
      .. '">\n<p class="panel-title">' .. name .. "</p>", div.content, "</div>")
  elseif typst then
    local closing = closes and ", closing: true" or ""
    return wrapped("#panel(title: " .. typst_string(title) .. closing .. ")[", div.content, "]")
  end
  return panel_in_word(title, div.content, closes and "Closing" or "Panel")
end

local function notes(div)
  if typst then
    return wrapped("#notes[", div.content, "]")
  elseif docx then
    local last = div.content:remove()
    return pandoc.List({ styled(div.content, "Notes Kept"), styled({ last }, "Notes") })
  end
  return nil
end

-- Pages ------------------------------------------------------------------------------------

local function page_break()
  if html then
    return raw('<div class="page-break"></div>')
  elseif typst then
    return raw("#pagebreak(weak: true)")
  end
  return raw('<w:p><w:pPr><w:pStyle w:val="Notes"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>')
end

-- In Word a page is described at the end of its section, so the text before a landscape
-- section is closed as portrait first. A4 is 11906 by 16838 twentieths of a point.
local function section_end(width, height, orientation)
  local beside = orientation == "" and 1417 or 1134
  -- The paragraph that carries it is next to nothing high, or on a full page it would need one more.
  return raw('<w:p><w:pPr><w:pStyle w:val="Notes"/>'
    .. '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:sectPr>'
    .. '<w:pgSz w:w="' .. width .. '" w:h="' .. height .. '"' .. orientation .. "/>"
    .. '<w:pgMar w:top="1247" w:right="' .. beside .. '" w:bottom="1020" w:left="' .. beside .. '"'
    .. ' w:header="624" w:footer="454" w:gutter="0"/></w:sectPr></w:pPr></w:p>')
end

local function landscape(div)
  if html then
    return nil
  elseif typst then
    return wrapped("#landscape[", div.content, "]")
  end
  local out = pandoc.List({ section_end(11906, 16838, "") })
  out:extend(div.content)
  out:insert(section_end(16838, 11906, ' w:orient="landscape"'))
  return out
end

-- A callout is a panel under its own title, or the name of its kind. Nothing is folded away.
local CALLOUTS = { note = "Note", tip = "Tip", important = "Important", warning = "Warning",
  caution = "Caution" }

local function callout(kind)
  return function(div)
    local first = div.content[1]
    if first and first.t == "Header" and not div.attributes.title then
      div.attributes.title = pandoc.utils.stringify(first.content)
      div.content:remove(1)
    end
    div.attributes.title = div.attributes.title or CALLOUTS[kind]
    return panel(div)
  end
end

local DIVS = { panel = panel, notes = notes, landscape = landscape, ["page-break"] = page_break }
for kind in pairs(CALLOUTS) do
  DIVS["callout-" .. kind] = callout(kind)
end

local function div(element)
  for _, class in ipairs(element.classes) do
    if DIVS[class] then
      return DIVS[class](element)
    end
  end
  return nil
end

-- Captions: a headline that says what was found, then the measure, who and when ---------------

local function sentence_end(inlines, start)
  for i = start, #inlines - 2 do
    local here, gap, after = inlines[i], inlines[i + 1], inlines[i + 2]
    local ends = here.t == "Str" and here.text:match("[.?!]$")
    local parts = gap.t == "Space" or gap.t == "SoftBreak"
    local goes_on = after.t == "Str" and after.text:match("^%l")
    if ends and parts and not goes_on then
      return i
    end
  end
  return #inlines
end

-- The caption as inlines: number, headline in bold, and the subtitle on a line of its own.
local function caption_inlines(caption)
  local first = caption.long[1]
  if not first then
    return pandoc.Inlines({})
  end
  local inlines = first.content
  local out, start = pandoc.Inlines({}), 1
  if inlines[1].t == "Span" and inlines[1].classes:includes("caption-number") then
    out:extend({ inlines[1], pandoc.Str("\u{2002}") })
    start = 2
  end
  local cut = sentence_end(inlines, start)
  local headline, subtitle = pandoc.Inlines({}), pandoc.Inlines({})
  for i = start, #inlines do
    if i <= cut then
      headline:insert(inlines[i])
    elseif i > cut + 1 then
      subtitle:insert(inlines[i])
    end
  end
  if #headline > 0 then
    out:insert(pandoc.Strong(headline))
  end
  if #subtitle > 0 then
    out:insert(pandoc.LineBreak())
    out:insert(pandoc.Span(subtitle, pandoc.Attr("", { "caption-subtitle" })))
  end
  return out
end

-- What a reference jumps to. Labels are written here and taken off figures and tables, since
-- Quarto makes a float of its own out of anything that still has one.
local bookmarks = 9000 -- far above the numbers that Pandoc gives its own

local function bookmarked(caption, id)
  if id ~= "" then
    bookmarks = bookmarks + 1
    caption:insert(1, pandoc.RawInline("openxml", '<w:bookmarkStart w:id="' .. bookmarks
      .. '" w:name="' .. html_text(id) .. '"/><w:bookmarkEnd w:id="' .. bookmarks .. '"/>'))
  end
  return caption
end

local function html_id(id)
  return id ~= "" and ' id="' .. html_text(id) .. '"' or ""
end

-- Figures: captions above, and alternative text that is never the caption ----------------------

local function alt_text(picture)
  local alt = picture.attributes["fig-alt"] or picture.attributes.alt or ""
  -- Not error(), which Quarto redefines: it would write this down and go on.
  assert(alt:match("%S"), "The picture " .. picture.src .. " has no alternative text (fig-alt).")
  return alt
end

local function image(element)
  local alt = alt_text(element)
  if typst then
    -- Pandoc's Typst writer drops alternative text, so the call is written here.
    local width = element.attributes.width
    return pandoc.RawInline("typst", "#image(" .. typst_string(element.src)
      .. (width and width:match("^[%d.]+%a+$") and ", width: " .. width or "")
      .. ", alt: " .. typst_string(alt) .. ")")
  end
  element.attributes["fig-alt"] = nil
  if html then
    element.attributes.alt = alt
  else
    element.attributes.alt = nil
    element.caption = pandoc.Inlines({ pandoc.Str(alt) })
  end
  return element
end

local function figure(element)
  local caption = caption_inlines(element.caption)
  local id, content = element.identifier, element.content
  local noted = element.classes:includes("noted")
  if html then
    local out = pandoc.List({ raw('<figure class="figure"' .. html_id(id) .. ">\n<figcaption>") })
    out:insert(pandoc.Plain(caption))
    -- On a phone a picture keeps a size that can be read and scrolls; the keyboard can reach it.
    local name = pandoc.utils.stringify(caption):match("^[^%s\u{a0}]+\u{a0}%d+%l?") or "Figure"
    out:insert(raw('</figcaption>\n<div class="picture" role="group" tabindex="0" aria-label="'
      .. html_text(name) .. '">'))
    out:extend(content)
    out:insert(raw("</div>\n</figure>"))
    return out
  elseif typst then
    return raw("#exhibit(noted: " .. tostring(noted) .. ")[#figure(kind: image, caption: "
      .. typst_content(caption) .. ", " .. typst_content(content) .. ")" .. typst_label(id) .. "]")
  end
  -- A picture alone in its paragraph would be a figure to Quarto, and its alternative text
  -- the caption; an empty run beside it leaves it a picture.
  if content[1].t == "Plain" or content[1].t == "Para" then -- and not the first of several figures
    content[1].content:insert(pandoc.RawInline("openxml", "<w:r/>"))
  end
  return pandoc.List({
    styled({ pandoc.Para(bookmarked(caption, id)) }, "Image Caption"),
    styled(content, noted and "Captioned Figure Kept" or "Captioned Figure"),
  })
end

-- Tables: the first column heads its row --------------------------------------------------------

-- A table no longer than this is not divided between pages.
local SMALL_TABLE = { rows = 8, letters = 900 }

local function is_small(element)
  local rows, letters = 0, 0
  for _, body in ipairs(element.bodies) do
    rows = rows + #body.body
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        letters = letters + utf8.len(pandoc.utils.stringify(cell.contents))
      end
    end
  end
  return rows <= SMALL_TABLE.rows and letters <= SMALL_TABLE.letters
end

-- A row with nothing in it is there to be written in, by hand or in Word.
local function is_to_fill(row)
  for _, cell in ipairs(row.cells) do
    if pandoc.utils.stringify(cell.contents) ~= "" then
      return false
    end
  end
  return true
end

local TYPST_ALIGN = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center",
  AlignDefault = "left" }

local function typst_columns(colspecs)
  local widths, aligns = {}, {}
  for i, spec in ipairs(colspecs) do
    local width = spec[2]
    widths[i] = width and string.format("%.4gfr", width * 100) or "auto"
    aligns[i] = TYPST_ALIGN[spec[1]]
  end
  return widths, aligns
end

-- The cells of a table as Typst. Calling the writer takes longer than what it does for a cell, so
-- it is called once, with a mark after each cell that is longer than any like it in the text.
local MARK = "\u{f8ff}"

local function typst_contents(cells)
  local blocks, after_cell, text = pandoc.Blocks({}), MARK, ""
  for _, cell in ipairs(cells) do
    text = text .. pandoc.utils.stringify(cell.contents)
  end
  while text:find(after_cell, 1, true) do
    after_cell = after_cell .. MARK
  end
  for _, cell in ipairs(cells) do
    blocks:extend(cell.contents)
    blocks:insert(pandoc.RawBlock("typst", after_cell))
  end
  local out = pandoc.List({})
  local written = pandoc.write(pandoc.Pandoc(blocks), "typst")
  for cell in written:gmatch("(.-)" .. after_cell) do
    out:insert("[" .. cell:gsub("^%s+", ""):gsub("%s+$", "") .. "]")
  end
  assert(#out == #cells)
  return out
end

local function typst_cells(row, contents, opening)
  local out = {}
  for i in ipairs(row.cells) do
    out[i] = opening(i) .. contents:remove(1)
  end
  return table.concat(out, ", ")
end

local function typst_table(element, caption)
  local widths, aligns = typst_columns(element.colspecs)
  local noted = element.classes:includes("noted")
  local cells = pandoc.List({})
  for _, row in ipairs(element.head.rows) do
    cells:extend(row.cells)
  end
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      cells:extend(row.cells)
    end
  end
  local contents = typst_contents(cells)
  local parts = pandoc.List({
    "#exhibit(small: " .. tostring(is_small(element)) .. ", noted: " .. tostring(noted)
      .. ")[#figure(kind: table, caption: " .. (#caption > 0 and typst_content(caption) or "none")
      .. ", table(columns: (" .. table.concat(widths, ", ") .. ",), align: ("
      .. table.concat(aligns, ", ") .. ",),",
  })
  for _, row in ipairs(element.head.rows) do
    parts:insert("table.header(" .. typst_cells(row, contents, function(i)
      return "table.cell(align: bottom + " .. aligns[i] .. ")"
    end) .. "),")
  end
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.body) do
      local to_fill = is_to_fill(row)
      parts:insert(typst_cells(row, contents, function(i)
        return i == 1 and to_fill and "space-to-write" or ""
      end) .. ",")
    end
  end
  parts:insert("))" .. typst_label(element.identifier) .. "]")
  return raw(table.concat(parts, "\n"))
end

local function styled_row(row, style)
  for _, cell in ipairs(row.cells) do
    if #cell.contents > 0 then
      cell.contents = { styled(cell.contents, style) }
    end
  end
end

-- Word's table style cannot reach into paragraphs, so each cell names its own.
local function table_in_word(element)
  for _, row in ipairs(element.head.rows) do
    styled_row(row, "Table Heading")
  end
  local small, noted = is_small(element), element.classes:includes("noted")
  for _, body in ipairs(element.bodies) do
    for i, row in ipairs(body.body) do
      local kept = (i < #body.body and small) or (i == #body.body and noted)
      if is_to_fill(row) then
        row.cells[1].contents = { pandoc.Plain({ pandoc.Str("\u{a0}") }) }
        styled_row(row, noted and i == #body.body and "Table Space Kept" or "Table Space")
      else
        styled_row(row, kept and "Table Text Kept" or "Table Text")
      end
    end
  end
  return element
end

local function say_what_headers_head(element)
  for _, row in ipairs(element.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.attributes.scope = "col"
    end
  end
  for _, body in ipairs(element.bodies) do
    for _, row in ipairs(body.row_head_columns > 0 and body.body or {}) do
      row.cells[1].attributes.scope = "row"
    end
  end
end

local function table_(element)
  for _, body in ipairs(element.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do
      if pandoc.utils.stringify(row.cells[1].contents) == "" then
        body.row_head_columns = 0 -- a form: nothing there yet that could head a row
      end
      if is_to_fill(row) then
        row.classes:insert("to-fill")
      end
    end
  end
  local caption = caption_inlines(element.caption)
  if typst then
    return typst_table(element, caption)
  end
  local id = element.identifier
  element.identifier = ""
  if #caption > 0 then
    local shown = docx and bookmarked(caption:clone(), id) or caption
    element.caption.long = pandoc.Blocks({ pandoc.Plain(shown) })
  end
  if docx then
    return table_in_word(element)
  end
  say_what_headers_head(element)
  -- A wide table scrolls on a phone, and the keyboard can reach what scrolls.
  local name = pandoc.utils.stringify(caption):match("^[^%s\u{a0}]+\u{a0}%d+") or "Table"
  local class = is_small(element) and "table small" or "table"
  return wrapped('<div class="' .. class .. '"' .. html_id(id) .. ' role="group" tabindex="0" aria-label="' .. html_text(name)
    .. '" style="--columns:' .. #element.colspecs .. '">', { element }, "</div>")
end

-- A line that leads on to what stands below it, so the two stay on one page: one that ends with a
-- colon above a list, or one that is set apart above a table or figure.
local LEADS_TO = { BulletList = ":$", OrderedList = ":$" }

local function leads_on(block, after)
  if block.t ~= "Para" or not after then
    return false
  elseif LEADS_TO[after.t] then
    return pandoc.utils.stringify(block):match(LEADS_TO[after.t]) ~= nil
  end
  return (after.t == "Table" or after.t == "Figure") and #block.content == 1
    and block.content[1].t == "Emph"
end

local function kept_with_next(block)
  if typst then
    return wrapped("#leading-on[", { block }, "]")
  end
  return docx and { styled({ block }, "Body Text Kept") } or { block }
end

-- What stands beside what: notes explain the table or figure above them, so the two stay on
-- one page; a landscape section starts and ends a page already.
local function has_class(block, class)
  return block ~= nil and block.t == "Div" and block.classes:includes(class)
end

local function neighbours(blocks)
  local out = pandoc.Blocks({})
  for i, block in ipairs(blocks) do
    local before, after = blocks[i - 1], blocks[i + 1]
    if (block.t == "Table" or block.t == "Figure") and has_class(after, "notes") then
      block.classes:insert("noted")
    end
    local beside = has_class(before, "landscape") or has_class(after, "landscape")
    if leads_on(block, after) then
      out:extend(kept_with_next(block))
    elseif not (has_class(block, "page-break") and beside) then
      out:insert(block)
    end
  end
  return out
end

-- The first page says what was asked, for whom, and who has signed it off. The templates of
-- the web page and the PDF say it themselves; Word has none, so it goes into the text.
local FIRST_PAGE = { { "focus", "Focus" }, { "audience", "Audience" }, { "status", "Status" } }

local function logo(doc)
  local stringify = pandoc.utils.stringify
  local said = doc.meta.spp.say
  local alt = said and stringify(said.logo)
    or "Logo of " .. stringify(doc.meta.author or "the partnership")
  local attributes = { height = stringify(doc.meta.spp["logo-height"]) }
  local picture = pandoc.Image(alt, stringify(doc.meta.spp.logo), "", pandoc.Attr("", {}, attributes))
  -- The empty run keeps Quarto from taking it for a figure.
  return styled({ pandoc.Para({ picture, pandoc.RawInline("openxml", "<w:r/>") }) }, "Logo")
end

local function first_page(doc)
  local facts = doc.meta.spp
  if not docx or not facts then
    return nil
  end
  for i = #FIRST_PAGE, 1, -1 do
    local key, style = table.unpack(FIRST_PAGE[i])
    local said = facts[key]
    if said then
      local inlines = pandoc.utils.type(said) == "Inlines" and said or { pandoc.Str(tostring(said)) }
      doc.blocks:insert(1, styled({ pandoc.Para(inlines) }, style))
    end
  end
  if facts.logo then
    doc.blocks:insert(1, logo(doc))
  end
  return doc
end

-- Headings: the title is the only level one in the source ---------------------------------------

-- In Word and Typst the title is not a heading, so that sections come first. Found from the
-- document rather than assumed: Quarto shifts headings itself for some formats.
local function headings(doc)
  if html then
    return nil
  end
  local top
  doc:walk({ Header = function(header) top = math.min(top or header.level, header.level) end })
  if not top or top == 1 then
    return nil
  end
  return doc:walk({
    Header = function(header)
      header.level = header.level - top + 1
      return header
    end,
  })
end

-- Words that are no more than words ------------------------------------------------------------

-- Typst takes "= ", "- ", "+ ", "/ " and "1. " for a heading or a list at the start of a line, a
-- cell or an item. Pandoc escapes them only at the start of a paragraph, and breaks lines itself.
local function mark(word)
  if word.text:match("^=+$") or word.text:match("^[-+/]$") or word.text:match("^%d+%.$") then
    return pandoc.RawInline("typst", "\\" .. word.text)
  end
  return nil
end

-- Which letters are read from the right ----------------------------------------------------------

local function from_the_right(code)
  return (code >= 0x590 and code <= 0x8FF) or (code >= 0xFB1D and code <= 0xFDFF)
    or (code >= 0xFE70 and code <= 0xFEFC) or (code >= 0x10800 and code <= 0x10FFF)
    or (code >= 0x1E800 and code <= 0x1EFFF)
end

local function has_any(text)
  if text:find("[\xD6-\xDF\xE0\xEF\xF0]") then
    for _, code in utf8.codes(text) do
      if from_the_right(code) then
        return true
      end
    end
  end
  return false
end

-- Text marks -------------------------------------------------------------------------------------

-- The nine letters stay on one line. Their hyphens stay hyphens, so that a mark can be copied and
-- searched for; but Word knows no other way than a hyphen of its own.
local SET = "[BCDFGHJKLMNPRSTVWXZ]"
local MARK = "^(" .. ("-" .. SET:rep(3)):rep(3):sub(2):gsub("%-", "%%-") .. ")(%p*)$"

-- Whether any word of the document has letters that are read from the right.
local from_right = false

local function text_mark(word)
  from_right = from_right or has_any(word.text)
  local found, after = word.text:match(MARK)
  if not found then
    return nil
  elseif html then
    return { pandoc.Span({ pandoc.Str(found) }, pandoc.Attr("", { "text-mark" })), pandoc.Str(after) }
  elseif typst then
    return pandoc.RawInline("typst", "#box[" .. found .. "]" .. (after:gsub("%p", "\\%0")))
  end
  local parts = found:gsub("%-", "</w:t><w:noBreakHyphen/><w:t>")
  return { pandoc.RawInline("openxml", "<w:r><w:t>" .. parts .. "</w:t></w:r>"), pandoc.Str(after) }
end

-- Letters that are read from the right ----------------------------------------------------------

-- Words in Arabic, Urdu or Hebrew are set apart from what stands round them. Otherwise a number or
-- a bracket that follows is drawn on their wrong side, and Word takes each word for itself.

-- The parts of a word, each of one direction: its letters, and whether they are read so.
local function parts(text)
  local found = pandoc.List()
  for _, code in utf8.codes(text) do
    local letter = utf8.char(code)
    local joiner = code == 0x200C or code == 0x200D
    local last = found[#found]
    local right = from_the_right(code) or (joiner and last ~= nil and last.right)
    if last and last.right == right then
      last.text = last.text .. letter
    else
      found:insert({ text = letter, right = right })
    end
  end
  return found
end

local function set_apart(run)
  if typst then
    -- Typst's own way lets a number join what it follows. In a font of their own, since a PDF has
    -- one meaning for a glyph, and what cannot be seen is drawn with that of a space.
    run:insert(1, pandoc.RawInline("typst", '#text(font: "DejaVu Sans")[\u{2067}]'))
    run:insert(pandoc.RawInline("typst", '#text(font: "DejaVu Sans")[\u{2069}]'))
    return run
  end
  local apart = pandoc.List({ pandoc.Span(run, pandoc.Attr("", {}, { dir = "rtl" })) })
  if docx then -- where it keeps what follows from joining it only with a mark of its own
    apart:insert(pandoc.Str("\u{200E}"))
  end
  return apart
end

local function directions(inlines)
  local any = false
  for _, inline in ipairs(inlines) do
    any = any or (inline.t == "Str" and has_any(inline.text))
  end
  if not any then
    return nil
  end
  local out, run, between = pandoc.List(), pandoc.List(), pandoc.List()
  local function close()
    if #run > 0 then
      out:extend(set_apart(run))
    end
    out:extend(between)
    run, between = pandoc.List(), pandoc.List()
  end
  local function add(inline, right, neutral)
    if right then
      run:extend(between)
      run:insert(inline)
      between = pandoc.List()
    elseif neutral and #run > 0 then
      between:insert(inline)
    else
      close()
      out:insert(inline)
    end
  end
  for _, inline in ipairs(inlines) do
    if inline.t == "Str" then
      for _, part in ipairs(parts(inline.text)) do
        add(pandoc.Str(part.text), part.right, part.text:match("^[%d!,./:;=?-]+$") ~= nil)
      end
    else
      add(inline, false, inline.t == "Space" or inline.t == "SoftBreak")
    end
  end
  close()
  return out
end

-- In the text and on the first page; what becomes an attribute or the title of a window is plain.
local FIRST_PAGE = { "title", "subtitle", "author" }
local OF_OURS = { "focus", "status", "header" }

local function read_from_the_right(doc)
  local function in_place(meta, names)
    for _, name in ipairs(names) do
      if pandoc.utils.type(meta[name]) == "Inlines" then
        meta[name] = meta[name]:walk({ Inlines = directions })
      end
    end
  end
  if doc.meta.subtitle then
    doc.meta["plain-subtitle"] = pandoc.Inlines({ pandoc.Str(pandoc.utils.stringify(doc.meta.subtitle)) })
  end
  if not from_right then -- to look through every line takes a fifth of the time
    return doc
  end
  in_place(doc.meta, FIRST_PAGE)
  if type(doc.meta.spp) == "table" then
    local ours = doc.meta.spp
    in_place(ours, OF_OURS)
    doc.meta.spp = ours
  end
  doc.blocks = doc.blocks:walk({ Inlines = directions })
  return doc
end

-- Pandoc writes quotation marks straight for Typst, which bends them again and guesses wrong after a
-- full stop. So each goes in as the very letter that it is.
local MARKS = { ["‘"] = "2018", ["’"] = "2019", ["“"] = "201C", ["”"] = "201D" }
local PAIRS = { SingleQuote = { "2018", "2019" }, DoubleQuote = { "201C", "201D" } }

local function as_it_is(code)
  return pandoc.RawInline("typst", "\\u{" .. code .. "}")
end

local function bent(word)
  local out, rest = pandoc.List(), ""
  for _, code in utf8.codes(word.text) do
    local letter = utf8.char(code)
    if MARKS[letter] then
      if rest ~= "" then
        out:insert(pandoc.Str(rest))
      end
      out:insert(as_it_is(MARKS[letter]))
      rest = ""
    else
      rest = rest .. letter
    end
  end
  if #out == 0 then
    return nil
  end
  if rest ~= "" then
    out:insert(pandoc.Str(rest))
  end
  return out
end

local function quoted(element)
  local codes = PAIRS[element.quotetype]
  local out = pandoc.List({ as_it_is(codes[1]) })
  out:extend(element.content)
  out:insert(as_it_is(codes[2]))
  return out
end

-- What Quarto is told of an equation, {#eq-x alt="..."}, is words and quotation marks until it looks.
-- It is put into one word before the marks are bent. Before 1.9 Quarto knows a name there and nothing
-- else, and no other format than Typst's asks for the words.
local KNOWS_WORDS = typst and quarto and quarto.version
  and (quarto.version[1] > 1 or (quarto.version[2] or 0) >= 9)

local function told_of_equations(inlines)
  local out, told = pandoc.List(), nil
  for i, inline in ipairs(inlines) do
    local opens = inline.t == "Str" and inline.text:match("^{#eq%-")
    if opens and i > 1 and (inlines[i - 1].t == "Math" or inlines[i - 1].t == "Space") then
      told = pandoc.List()
    end
    if told then
      told:insert(inline.t == "Quoted" and '"' .. pandoc.utils.stringify(inline.content) .. '"'
        or pandoc.utils.stringify(inline))
      if inline.t == "Str" and inline.text:match("}$") then
        local whole = table.concat(told)
        out:insert(pandoc.Str(KNOWS_WORDS and whole or whole:match("^{#[%w_-]+") .. "}"))
        told = nil
      end
    else
      out:insert(inline)
    end
  end
  return told and inlines or out -- it never ends, so it is not what it looked like
end

return {
  { Pandoc = headings, Blocks = neighbours },
  quarto and { Inlines = told_of_equations } or {},
  typst and { Str = bent, Quoted = quoted } or {},
  { Image = image },
  { Figure = figure, Table = table_, Div = div },
  { Pandoc = first_page },
  typst and { Str = mark } or {},
  { Str = text_mark },
  { Pandoc = read_from_the_right },
}
