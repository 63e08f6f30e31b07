//! The picture that stands beside a link to the book where people share it: the seal on paper.
//!
//! It bears no words: no letter is embedded, and those of the machine that builds a book would make the same book
//! differ from one machine to the next.

use std::sync::OnceLock;

use zeno::{Cap, Join, Mask, Stroke, Transform};

/// Width and height in pixels, as Open Graph's readers crop least.
const SIZE: (u32, u32) = (1200, 630);
/// How large the seal's 64 units are drawn.
const SCALE: f32 = 6.0;
const PAPER: [u8; 3] = [0xfb, 0xfa, 0xf7];
const SEAL: [u8; 3] = [0xa8, 0x32, 0x1f];
const WHITE: [u8; 3] = [0xff; 3];
/// The strokes of the seal, as `static/seal.svg` has them.
const STROKES: [&str; 3] =
    ["M8 22H26M17.5 10V48Q17.5 53 10 51.5M8 41L26.5 33.5", "M29.5 15.5H56.500M42 15.500Q39 30 28 40", "M36.500 33.500H53V51.500H36.500Z"];
/// The seal's ground.
const GROUND: &str = "M1 1H63V63H1Z";

/// The picture as a PNG; empty if it could not be written, which takes a lack of memory.
pub(super) fn picture() -> &'static [u8] {
    // It is the same for all books, and whoever builds one again and again need not draw it each time.
    static PICTURE: OnceLock<Vec<u8>> = OnceLock::new();
    PICTURE.get_or_init(draw)
}

fn draw() -> Vec<u8> {
    let (width, height) = SIZE;
    let corner = |length: u32| (length as f32 - 64.0 * SCALE) / 2.0;
    let place = Transform::scale(SCALE, SCALE).then_translate(corner(width), corner(height));
    let mut pixels: Vec<u8> = PAPER.repeat((width * height) as usize);
    let mut paint = |mask: &[u8], colour: [u8; 3]| {
        for (pixel, alpha) in pixels.chunks_exact_mut(3).zip(mask).filter(|(_, alpha)| **alpha > 0) {
            for (old, new) in pixel.iter_mut().zip(colour) {
                let (old_part, new_part) = (u32::from(*old) * u32::from(255 - alpha), u32::from(new) * u32::from(*alpha));
                *old = ((old_part + new_part + 127) / 255) as u8;
            }
        }
    };
    paint(&Mask::new(GROUND).size(width, height).transform(Some(place)).render().0, SEAL);
    for path in STROKES {
        let mut stroke = Stroke::new(5.0);
        stroke.join(Join::Miter).cap(Cap::Butt);
        paint(&Mask::new(path).style(stroke).size(width, height).transform(Some(place)).render().0, WHITE);
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    if written.is_err() {
        out.clear();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_seal() {
        let svg = include_str!("../../static/seal.svg");
        assert!(STROKES.iter().all(|path| svg.contains(path)), "the strokes are those of the mark");
        let bytes = picture();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("a picture");
        assert_eq!((info.width, info.height), SIZE);
        let at = |x: usize, y: usize| &pixels[(y * 1200 + x) * 3..][..3];
        assert_eq!((at(5, 5), at(420, 140)), (&PAPER[..], &SEAL[..]));
        assert!(pixels.chunks_exact(3).filter(|p| *p == WHITE).count() > 10_000, "the character is there");
        assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
    }
}
