"""Words that names of organisations are made of, and the characters people confuse."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import NamedTuple

from pypinyin import lazy_pinyin


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line, apart by blanks."""
    return tuple(line.split())


COMMON_CORES = words_of(
    "华信 恒力 宏达 鑫源 金龙 天宇 华兴 东方 恒泰 鸿运 永兴 天成 兴隆 新世纪 瑞丰 金鑫 华泰 中天 盛达 宏盛 恒信 嘉诚 "
    "顺达 三和 天利 万家 同创 汇丰 鑫达 宏图 华宇 众诚 金源 泰和 新城 博远 创新 联创 大成 长青 长江 永盛 恒盛 宏泰 宏远 "
    "腾飞 国泰 海天 华安 金盾 金桥 正大 正阳 广源 华丰 华阳 中宏 中诚达 天元 天和 天一 双龙 双利 五洲 四海 三江 八方 "
    "百川 千里马 万通 亿佳 聚鑫 聚源 众合 众信 诚信 诚达 信达 信诚 明达 明远 光达 光华 新源 新兴 新天地 新起点 阳光 "
    "朝阳 晨光 星光 星河 银河 银座 玉泉 龙腾 龙源 凤凰 飞龙 飞翔 远腾 远东 远航 远景 科达 科瑞 科创 瑞祥 瑞泰 祥和 祥瑞 "
    "福源 福瑞 德盛 德胜 德隆 润丰 润泽 润达 丰源 丰泽 丰达 富源 富华 富达 康达 康泰 健康 美好 美佳 佳和 佳美 佳源 欣荣 欣欣"
)
"""The most common first: the k-th is drawn in proportion to 1 / (k + 2)."""
BRIGHT = (
    "华金鑫宏达盛恒泰兴隆瑞祥福安信诚德润丰源天海龙东方新中正大永顺利和通汇博创联科宇飞腾凯嘉美佳欣荣光明亿万千百旺昌茂富贵康健益众合力"
    "强伟业鸿远航星辰晨旭日升阳春江山河湖洋川林森木玉宝珠石磊鼎铭铸冠群英杰豪俊雅文轩景云风雷电雨晴雪梅兰竹菊松柏桂立柳搏拓航誉悦锐睿"
)
"""Characters of good omen, in names again and again; the first far more often than the last."""
RARE = (
    "岑岱峤崃嵊嵩巍弘彤彦徽忻怡恺惟慕懋戈扬承拙捷擎攀敏敖敬旻昊昕昭晏晖晟晶暄曜曦朗本朴杉杭杼构枢栋栎树栖梁梓森榆樊横樱檀歆毓"
    "汀汇沁沃沐沛沣泓波泊泽津浔浚浦浩涛涵淇淞淳渊渝湘湛溢溯滢滨漫潇潜潭澄澎澜灏炎炜炬烁烨焕煜熙燊燕爵牧特犀独玖玛玥珂珈珏珑琅琛琢琦琨瑄瑚瑜瑾"
    "璇璞璟瓯甄申畅皓盈盾睦瞻砺砾硕碧磐礼禹秉秦稷穆窕立竣笃笛筑箭箴籁精素纬纳纵绎绘统维绿缘缦罗羽翊翔翰翼耀聚肯致舜舟航良艺艾芯芮芸苏若茗茵荃荔"
    "莱莘菁菱萃萌葆蒙蓉蓝蔚蕴薇藏蘅虎虹蜀融衡衍裕览觉觅言诺谦谱象贝贯赛赫超越跃路轨载辉辐达迅迈迪迭途逸道遨遵邦邺郁郎醇里野量钛钜钧钰铂铎铖铠银锋锦镁"
    "镇长门闻阁阔际陆陌陶隽雁雍震霁霄霆霖靖韬韵顶颂颐领风驭驰驿骁骏骐高魁鲁鲲鲸鸣鹏鹤鹰鹿麒麓麟麦默齐齿"
)
"""Characters that make a name of its own."""
SOUNDS = "艾奥巴贝比伯布达德迪尔法菲费弗盖格哈赫卡凯柯克科拉莱兰雷里丽林卢罗洛马迈曼美米摩纳尼诺欧帕佩普奇乔瑞萨赛森莎史斯思索塔泰特图威韦维沃西希亚伊英尤泽扎"
"""Characters that write foreign words by their sound."""
TRADES = {
    "科技": 130, "贸易": 55, "商贸": 45, "建筑工程": 45, "机械": 38, "电子科技": 36, "信息技术": 34, "网络科技": 30, "实业": 26, "投资": 24,
    "生物科技": 26, "新材料": 22, "新材料科技": 24, "新能源": 16, "新能源科技": 22, "环保科技": 24, "智能科技": 26, "智能装备": 20, "机械制造": 24,
    "自动化设备": 20, "自动化科技": 14, "医疗器械": 20, "医疗科技": 16, "生物医药": 14, "药业": 12, "制药": 10, "食品": 20, "农业科技": 16, "农业发展": 14,
    "文化传媒": 20, "物流": 18, "供应链管理": 14, "房地产开发": 20, "置业": 12, "装饰工程": 16, "化工": 16, "纺织": 14, "服饰": 12, "电气": 16, "电器": 12,
    "电力设备": 10, "光电科技": 14, "半导体": 8, "半导体科技": 10, "微电子": 8, "软件": 10, "软件科技": 8, "数据科技": 10, "人工智能科技": 8, "机器人": 8,
    "机器人科技": 8, "航空科技": 6, "汽车零部件": 14, "汽车销售": 12, "精密机械": 14, "模具": 10, "塑料": 8, "塑业": 6, "包装": 8, "印刷": 6, "教育科技": 10,
    "企业管理": 12, "企业管理咨询": 10, "资产管理": 6, "融资担保": 3, "小额贷款": 2, "科技发展": 14, "工程技术": 8, "检测技术": 8, "节能科技": 8, "水务": 3,
    "燃气": 3, "热电": 3, "5G通信": 2, "3D打印科技": 2, "通信技术": 8, "传感科技": 5, "低空科技": 3, "储能科技": 4, "氢能科技": 4, "石化": 5, "钢铁": 4,
}  # fmt: skip
STEMS = words_of(
    "机电 电子 化工 医疗 新材 智能 环保 纺织 食品 汽车 船舶 海洋 航空 航天 光学 激光 量子 生物 基因 冶金 铸造 轴承 阀门 泵业 电缆 电池 电源 电机 仪器 "
    "仪表 传感 数控 工具 五金 陶瓷 玻璃 建材 木业 家具 皮革 橡胶 涂料 颜料 种业 水产 茶叶 酒业 乳业 饲料 肥料 能源 风电 光伏 储能 氢能 水利 园林 市政 "
    "交通 轨道 信息 网络 通信 数字 软件 动漫 设计 检测 安防 消防"
)
ENDINGS = (
    "",
    "",
    "科技",
    "科技",
    "技术",
    "设备",
    "设备制造",
    "制造",
    "工程",
    "材料",
    "装备",
    "产业发展",
    "系统",
    "机械",
    "研究",
    "销售",
)
FORMS = {
    "有限公司": 760, "有限责任公司": 70, "股份有限公司": 75, "集团有限公司": 12, "（集团）有限公司": 5, "集团股份有限公司": 7, "厂": 22, "经营部": 14,
    "商行": 12, "专业合作社": 12, "合伙企业（有限合伙）": 11,
}  # fmt: skip
TRADES_OF_FORM = {
    "专业合作社": words_of("种植 养殖 农机 果蔬 粮食 水产养殖 茶叶 苗木 蔬菜种植 生猪养殖 农业机械服务"),
    "商行": words_of("建材 五金 百货 食品 烟酒 粮油 水果 日用品 电子产品 五金机电"),
    "经营部": words_of("建材 五金 百货 食品 装潢材料 机电设备 电动车 农资 水暖器材 办公用品"),
    "厂": words_of("机械 五金 塑料制品 纺织 服装 模具 印刷 包装材料 木器 电器 铸造 化工 食品 机床 橡胶制品"),
    "合伙企业（有限合伙）": words_of("创业投资 股权投资 投资管理 企业管理 产业投资基金 科技创业投资"),
}  # fmt: skip
"""Forms whose trades are their own."""
FIELDS = words_of(
    "理工 师范 医科 农业 财经 工业 科技 交通 海洋 电子科技 工程 中医药 林业 石油 信息工程 外国语 政法 航空航天"
)
HOSPITALS = words_of(
    "第一人民医院 第二人民医院 第三人民医院 第四人民医院 第五人民医院 人民医院 中医院 中西医结合医院 妇幼保健院 儿童医院 口腔医院 肿瘤医院 "
    "传染病医院 精神卫生中心 康复医院 眼科医院"
)
STUDIES = words_of(
    "机械研究所 农业科学研究院 林业科学研究院 水利科学研究院 环境科学研究院 标准化研究院 计量测试技术研究院 产品质量监督检验院 药品检验研究院 "
    "科学技术情报研究所 交通规划设计院 建筑科学研究院 城市规划设计研究院 先进材料研究院 智能制造研究院 产业技术研究院 半导体研究所 能源研究所 化工研究设计院 "
    "海洋研究所 地质调查院 纺织工业研究所 轻工业研究所 特种设备安全监督检验研究院"
)
ALIKE = words_of(
    "博搏膊 柳抑 拓柘 利和 力刀 已己 末未 土士 天夫 大太 千干 日曰 晴睛 清请 源原 鼎晶 晶品 磊垒 钢铜 铭铬 钧钓 银根 锐悦 宏宠 宇字 "
    "安按 泰秦 秦奉 盛感 威咸 昌冒 旺汪 瑞端 端瑞 祥详 洋详 福富 汇江 江红 海梅 梅海 河何 湖潮 润闰 通桶 达迖 远运 迅讯 凯剀 佳住 佳桂 信倍 "
    "伟纬 健建 建健 康唐 庆床 庚康 辰晨 晨展 星昱 旭旮 升开 阳阴 春舂 林材 森淼 材村 松忪 柏伯 桂佳 玉王 王玉 宝室 珠株 石右 冠寇 英央 杰木 "
    "豪毫 雅稚 云去 风凤 雷霍 电申 雨两 雪雷 兰三 科料 技枝 技抜 机杌 械诫 械戒 限跟 限恨 公么 司可 司词 股服 份分 责贵 任仟 电甩 子孑 "
    "设没 备奋 医匠 疗辽 器嚣 材财 料科 工土 程桯 建健 筑筹 贸贺 易昜 商啇 投没 资姿 生牛 物勿 医区 药约 智知 能熊 装袋 网冈 络终 院皖 究穷 研妍"
)  # fmt: skip
HOMOPHONE_EXTRA = "丽莉俐励莅郦骊厉栗伶琳霖临麟邻凛鳞悠优游佑佐志智致治质挚晋锦瑾谨劲进津斤巾鑫新心欣芯昕馨信兴星行型形幸杏性胜盛圣声升生晟恒衡横鸿宏弘红虹洪泓华骅桦滑化达答大"
ENGLISH = {
    "科技": "Technology", "贸易": "Trading", "商贸": "Commerce", "建筑": "Construction", "机械": "Machinery", "电子": "Electronic", "信息": "Information",
    "网络": "Network", "实业": "Industry", "投资": "Investment", "生物": "Biological", "新材料": "New Material", "新能源": "New Energy", "环保": "Environmental",
    "智能": "Intelligent", "自动化": "Automation", "医疗": "Medical", "食品": "Food", "农业": "Agricultural", "物流": "Logistics", "化工": "Chemical",
    "纺织": "Textile", "电气": "Electric", "技术": "Technology", "制造": "Manufacturing", "设备": "Equipment", "软件": "Software", "汽车": "Automobile",
}  # fmt: skip


class Weighted(NamedTuple):
    """Words with the running sums of their weights, for ``Random.choices``."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    def draw(self, chance: Random) -> str:
        """One of them, as often as its weight says."""
        return chance.choices(self.words, cum_weights=self.sums)[0]


def weighted(weights: dict[str, int]) -> Weighted:
    """As the table says."""
    return Weighted(tuple(weights), tuple(accumulate(map(float, weights.values()))))


def falling(words: str | tuple[str, ...], *, start: float) -> Weighted:
    """In proportion to 1 / (place in the list + *start*)."""
    unique = tuple(dict.fromkeys(words))
    return Weighted(unique, tuple(accumulate(1 / (at + start) for at in range(len(unique)))))


CORES = falling(COMMON_CORES, start=2)
BRIGHT_CHARACTERS = falling(BRIGHT, start=12)
RARE_CHARACTERS = "".join(dict.fromkeys(RARE))
TRADE_WORDS = weighted(TRADES)
LEGAL_FORMS = weighted(FORMS)


@cache
def homophones() -> dict[str, str]:
    """Each character of our words with the others that sound the same, tones apart; those alone are left out."""
    known = dict.fromkeys("".join((BRIGHT, RARE, SOUNDS, HOMOPHONE_EXTRA, *COMMON_CORES, *TRADES, *STEMS)))
    by_sound: dict[str, list[str]] = {}
    for character in known:
        by_sound.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {
        each: "".join(other for other in same if other != each)
        for same in by_sound.values()
        if len(same) > 1
        for each in same
    }


@cache
def lookalikes() -> dict[str, str]:
    """Each character with those that look like it."""
    found: dict[str, str] = {}
    for group in ALIKE:
        for each in group:
            found[each] = found.get(each, "") + group.replace(each, "")
    return found


@cache
def traditional() -> dict[int, str]:
    """Simplified to traditional, the first choice of OpenCC's table, for ``str.translate``."""
    lines = files("opencc").joinpath("dictionary", "STCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(plain): written.split(" ")[0] for plain, written in pairs if len(plain) == 1}


@cache
def sound(character: str) -> str:
    """Its pinyin without tones; itself where it has none."""
    return str(lazy_pinyin(character)[0])
