//! PDF files of any bytes, and well-formed ones around any drawing instructions.
//!
//! The first byte chooses: the rest is the file; or its parts, cut by U+001E, are the character map
//! of the font and the instructions of each page, as they are or deflated.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use std::io::Write;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    checks::allow_guarded_panics();
    match first % 3 {
        0 => checks::file("a.pdf", rest),
        way => checks::file("a.pdf", &file_around(rest, way == 2)),
    }
});

fn file_around(rest: &[u8], is_deflated: bool) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = rest.split(|byte| *byte == 0x1E).take(5).collect();
    let map = parts.remove(0);
    let pages = parts.len();
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 6 + 2 * page)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {pages} /Kids [{kids}] >>").into_bytes(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 4 0 R >>"
            .to_vec(),
        stream(map, is_deflated),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 600 >>"
            .to_vec(),
    ];
    for (page, instructions) in parts.into_iter().enumerate() {
        let contents = 7 + 2 * page;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {contents} 0 R \
                 /Resources << /Font << /F1 3 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            )
            .into_bytes(),
        );
        objects.push(stream(instructions, is_deflated));
    }
    put_together(&objects)
}

fn stream(bytes: &[u8], is_deflated: bool) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    let deflated = encoder.finish().expect("memory takes all");
    let (bytes, filter) = if is_deflated { (&deflated[..], "/Filter /FlateDecode ") } else { (bytes, "") };
    let head = format!("<< {filter}/Length {} >>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn put_together(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = String::new();
    for (number, object) in objects.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", file.len());
        file.extend_from_slice(format!("{} 0 obj\n", number + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let (begin, size) = (file.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n"
    );
    file.extend_from_slice(end.as_bytes());
    file
}
