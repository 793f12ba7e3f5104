"""Plain text and Markdown: the decoded file, untouched, a leading byte-order mark removed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.readers.extract import Extract, Task

# Each byte-order mark and the encoding it announces; the longer first, for UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_DAMAGE_LENGTH = 1_000
# Deleting these bytes leaves the controls; only in UTF-16 are those bytes part of other characters.
_NOT_CONTROL = bytes(code for code in range(256) if not _BINARY_BYTES.match(bytes([code])))
_SAMPLE = 20_000

# Of genuine Chinese these make up a third or more; of another language misread as Chinese a tenth at most.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那"
    "社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通"
    "并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区"
    "强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清"
    "市县省府院委办局科技创企园区项目标划投推进培育落实责单位未智绿端链研服务升级示范集群平台投支持完善促进加快至以元亿万余约"
    "發產業創劃與們這個為來時後過會對學實經濟進體關開發場國際應動區點種數據計處領導書電網環設備術總務辦縣單責屬從長東車門問間"
)
_TRADITIONAL = frozenset(
    "發產業創劃與們這個為來時後過會對學實經濟進體關開場國際應動區點種數據計處領導書電網環設備術總務辦縣單責屬從長東車門問間"
    "萬億無當義議護變讓認識該說請談論調證評試話誠誤課諮謀財貨貿資質購費貫賽贊贏運達遠違連邊還遞選遺邁鄉醫釋鐵鋼錢銀銷鋒鏈鎮"
    "陽陸階隊隨難雲離電靈靜響頂項順須預頭題顏願類顯風飛養館馬駐驅驗體魚鮮黨齊龍傳價儀優億儲兒內兩冊凍凈劑劇勁動務勝勞勢勵華協"
    "單賣參雙變員圍園圓圖團聖場壞塊堅報墊壓壯處備複夠夾奪奮婦媽孫學寧實寬寶將專尋層島崗嶺帳帶幫幹並廣慶廠廳張強彈歸錄徹徑從復"
    "恆惡惠態慣懷戰戶撥擇擔擴擊據擬擾攜攝敗數斷於時晉曉暢曆術機殺雜權條來楊極構標樣樓樹檔檢歐歡歲歷殘氣漢湯沒溝測濟準滿漸潔灣"
    "滅燈災爐點煉熱爭愛狀獨獎環現瑪產畫當療盡監盤眾睜確礎禮種積穩窮競筆節範築簡糧紀約紅級納純紙紛統組細終結給絡絕維綜綠網緊線"
    "編緣練總績織繼續纖罰羅義習聯職聲肅腦興舉舊艱藝蘇藥處號蟲蝕術補裝製規視覺覽觀觸訂計討訓記設許訪註詞詢"
)


def read_txt(task: Task) -> Extract:
    """The text in the first known encoding that makes sense of it.

    Raises:
        Refusal: ``file-binary`` or ``encoding-unknown``.
    """
    text, findings = decoded(task.data)
    if task.data.translate(None, _NOT_CONTROL) and ("\x00" in text or _share_of_controls(text) > 0.01):
        raise Refusal("file-binary")
    return Extract(text=text, findings=findings)


def decoded(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Text of *data*, and what was lost on the way.

    Raises:
        Refusal: ``file-binary`` or ``encoding-unknown``.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _under_mark(data[len(mark) :], encoding)
    for encoding in _candidates(data):
        text = _strict(data, encoding)
        if text is not None and (encoding == "utf-8" or _plausible(text)):
            return text, ()
    for encoding in ("utf-8", "gb18030"):
        found = _nearly(data, encoding)
        if found is not None:
            return found
    raise Refusal("file-binary" if _looks_binary(data) else "encoding-unknown")


def looks_like_text(data: bytes) -> bool:
    """Whether *data* decodes as text in a known encoding."""
    try:
        text = decoded(data)[0]
    except Refusal:
        return False
    return not _BINARY.search(text) or _share_of_controls(text) <= 0.01


def _under_mark(data: bytes, encoding: str) -> tuple[str, tuple[Finding, ...]]:
    text = _strict(data, encoding)
    if text is not None:
        return text, ()
    found = _nearly(data, encoding)
    if found is None:
        raise Refusal("encoding-unknown")
    return found


def _candidates(data: bytes) -> Iterator[str]:
    """Encodings to try, in order: a NUL is a sign of UTF-16, which needs an even number of bytes."""
    utf16 = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
    if b"\x00" in data[:_SAMPLE]:
        yield from utf16
        return
    yield "utf-8"
    yield "gb18030"
    yield from utf16


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _nearly(data: bytes, encoding: str) -> tuple[str, tuple[Finding, ...]] | None:
    """*data* with its few undecodable places marked U+FFFD, or ``None`` when they are not few.

    A scrape is often cut inside its last character, or has one byte spoilt in ten thousand.
    """
    text = data.decode(encoding, "replace")
    spoilt = [found.start() for found in re.finditer("\ufffd+", text)]
    sound = text.rstrip("\ufffd")
    allowed = len(text) // _DAMAGE_LENGTH
    if len(spoilt) - (len(sound) < len(text)) > allowed or not _plausible(sound) or _BINARY.search(sound):
        return None
    if not sound:
        return None
    cut = len(sound) < len(text)
    findings = [finding("bytes-undecodable", at, at + 1) for at in spoilt if at < len(sound)]
    if cut:
        findings.append(finding("text-cut-off", max(0, len(sound) - 1), len(sound)))
    return sound, tuple(findings)


def _plausible(text: str) -> bool:
    """Whether *text* is one that somebody wrote: GB18030 and UTF-16 decode nearly anything."""
    sample = text[:_SAMPLE]
    foreign = [character for character in sample if character > "\x7f"]
    if not foreign:
        return _share_of_controls(sample) <= 0.01
    usual = sum(map(_usual().__contains__, foreign)) / len(foreign)
    if usual < 0.75:
        return False
    han = sum("\u4e00" <= character <= "\u9fff" for character in foreign)
    return han < 24 or sum(map(_FREQUENT.__contains__, foreign)) / han > 0.18


@cache
def _usual() -> frozenset[str]:
    """Han characters of GB 2312's first level, common traditional ones, and the punctuation of Chinese print."""
    first_level = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low)).decode(
        "gb2312", "ignore"
    )
    marks = (range(0x2010, 0x2028), range(0x2160, 0x2180), range(0x2460, 0x249C), range(0x25A0, 0x2610))
    wide = (range(0x3000, 0x3020), range(0xFF00, 0xFF60), (0xB0, 0xB1, 0xB7, 0xD7, 0x2030, 0x2103, 0x3007, 0xA0))
    return frozenset(first_level) | _TRADITIONAL | {chr(code) for codes in (*marks, *wide) for code in codes}


def _share_of_controls(text: str) -> float:
    return len(_BINARY.findall(text)) / max(1, len(text))


def _looks_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return b"\x00" in sample or len(_BINARY_BYTES.findall(sample)) > len(sample) / 100
