//! Names of months and days in the languages that pages ask for.

pub(super) const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
pub(super) const DAYS_EN: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
pub(super) const DAYS_ZH: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// Names of months in languages that pages ask for, as within a date.
pub(super) const MONTHS: &[(&str, [&str; 12])] = &[
    ("de", ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
    ("es", ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]),
    ("fr", ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
    (
        "it",
        ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    ),
    ("nl", ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]),
    ("pt", ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    ("ru", ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]),
];

/// Names of days, from Sunday.
const DAYS: &[(&str, [&str; 7])] = &[
    ("de", ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"]),
    ("es", ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"]),
    ("fr", ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]),
    ("it", ["domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"]),
    ("ko", ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"]),
    ("nl", ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"]),
    ("pt", ["domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"]),
    ("ru", ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"]),
];

/// Russian months by themselves; within a date they are in the genitive.
const RUSSIAN_NOMINATIVE: [&str; 12] =
    ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"];

/// The name of a month by itself.
pub(super) fn nominative(language: &str, month: usize) -> String {
    if language == "ru" { RUSSIAN_NOMINATIVE[month - 1].to_owned() } else { month_name(language, month, false) }
}

fn is_east_asian(language: &str) -> bool {
    ["zh", "ja"].iter().any(|l| language == *l || language.strip_prefix(l).is_some_and(|r| r.starts_with('-')))
}

pub(super) fn month_name(language: &str, month: usize, short: bool) -> String {
    if is_east_asian(language) {
        return format!("{month}月");
    }
    if language == "ko" {
        return format!("{month}월");
    }
    let name = MONTHS.iter().find(|(l, _)| *l == language).map_or(MONTHS_EN[month - 1], |(_, names)| names[month - 1]);
    if short { name.chars().take(3).collect() } else { name.to_owned() }
}

pub(super) fn day_name(language: &str, day: usize, short: bool) -> String {
    if language == "ja" {
        let name = ["日", "月", "火", "水", "木", "金", "土"][day];
        return if short { name.to_owned() } else { format!("{name}曜日") };
    }
    if is_east_asian(language) {
        return if short { DAYS_ZH[day].to_owned() } else { format!("星期{}", DAYS_ZH[day]) };
    }
    let name = DAYS.iter().find(|(l, _)| *l == language).map_or(DAYS_EN[day], |(_, names)| names[day]);
    let letters = if language == "ko" { 1 } else { 3 };
    if short { name.chars().take(letters).collect() } else { name.to_owned() }
}
