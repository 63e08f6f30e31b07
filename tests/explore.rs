//! scratch
mod common;
use common::pieces::PIECES;
use taben::site::Site;
fn bad(site: &Site, text: &str) -> Option<(String, String, String)> {
    if std::env::var("STRICT").is_ok() {
        let html = common::convert(&site.language, Some(taben::lang::Variant::ZhCn), taben::pipeline::Format::Html, text);
        return common::strict::problems(&html).map(|p| (String::new(), p, html));
    }
    let d = common::document(site, "Page", text);
    let (md, got) = common::shown_through_markdown(&d, site);
    let want = common::shown(d, site);
    (want != got).then(|| (md, want, got))
}
#[test]
fn explore() {
    let n: u64 = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(5000);
    let max: usize = std::env::var("MAX").ok().and_then(|n| n.parse().ok()).unwrap_or(25);
    let mut seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut rng = move || {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let mut x = seed;
        x ^= x >> 33;
        x = x.wrapping_mul(0xff51afd7ed558ccd);
        x ^= x >> 33;
        x
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut fails = 0;
    for i in 0..n {
        let site = Site::new(if i % 4 == 3 { "en" } else { "zh" });
        let len = 1 + (rng() % 14) as usize;
        let mut p: Vec<&str> = (0..len).map(|_| PIECES[(rng() % PIECES.len() as u64) as usize]).collect();
        if bad(&site, &p.concat()).is_none() {
            continue;
        }
        fails += 1;
        let mut k = 0;
        while k < p.len() {
            let mut q = p.clone();
            q.remove(k);
            if bad(&site, &q.concat()).is_some() {
                p = q;
                k = 0;
            } else {
                k += 1;
            }
        }
        let text = p.concat();
        if !seen.insert(text.clone()) {
            continue;
        }
        let (md, want, got) = bad(&site, &text).unwrap();
        let cut = |s: &str| s.split_once("\n").map_or(String::new(), |x| x.1.to_owned());
        let (mut w, mut g) = (cut(&want), cut(&got));
        if w == g || md.is_empty() {
            w = want.clone();
            g = got.clone();
        }
        println!("### {text:?}\n   md   {md:?}\n   want {w:?}\n   got  {g:?}");
        if seen.len() >= max {
            break;
        }
    }
    println!("fails {fails}, kinds {}", seen.len());
}
