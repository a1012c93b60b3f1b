//! Addresses as browsers ask for them, and as the site knows its files.

/// The file that the path of a request names, from the root of the site: decoded once, a folder as its `index.html`.
/// `None` for a path that no page of a site can have, such as one that leads out of it.
pub fn file_of(path: &str) -> Option<String> {
    let mut file = String::with_capacity(path.len() + 10);
    let mut segments = path.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = segments.next() {
        let name = decoded(segment)?;
        let is_last = segments.peek().is_none();
        let leads_astray = name == "." || name == ".." || name.chars().any(|c| matches!(c, '/' | '\\' | ':') || c.is_control());
        if leads_astray || (name.is_empty() && !is_last) {
            return None;
        }
        file.push_str(if name.is_empty() { "index.html" } else { &name });
        if !is_last {
            file.push('/');
        }
    }
    Some(file)
}

/// A text with its `%` escapes decoded, if that is UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
                (digit(rest.next())? * 16 + digit(rest.next())?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The value of a parameter in a query.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name)).and_then(|(_, value)| decoded(value))
}

/// The file that a link on a page leads to, without query and anchor; `None` for other sites and for what is no file.
pub fn linked(page: &str, link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next()?;
    if path.is_empty() || path.starts_with("//") || path.split('/').next()?.contains(':') {
        return None;
    }
    let mut segments: Vec<String> = Vec::new();
    if !path.starts_with('/') {
        segments.extend(page.split('/').map(str::to_owned));
        segments.pop();
    }
    for segment in path.trim_start_matches('/').split('/') {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(decoded(name)?),
        }
    }
    Some(segments.join("/"))
}

/// The content type of a file, by its ending.
pub fn content_type(file: &str) -> &'static str {
    let name = file.rsplit('/').next().unwrap_or(file);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}
