"""What the plans speak of in more than one way: words of one line have one subject.

A plan says 互联网 and the next 电子商务; no two characters are shared, and yet they speak of the same. The
words are those of the field, each subject named by its first; several may stand in one task.
"""

from __future__ import annotations

_LINES = """
商标 驰名商标
著作权 版权 盗版
植物新品种 品种权 种子 种业
遗传资源 生物多样性
国防 军民 军用 军队 军工 武器装备
海关 进出口 跨境 口岸 边境
刑事 犯罪 公安 刑法
法院 审判 司法解释 诉讼 裁判 案件应用法律
反垄断 垄断 滥用
网络 互联网 电子商务 电商 网上 在线 线上
网上申请 电子申请 在线提交 在线登记 无纸化 电子化 网上办理
开放 共享 公开 披露 公示
引进 高层次 高端 急需紧缺
假冒 打假 侵权盗版 伪劣
专项行动 专项治理 专项整治 专项执法 集中整治
协作 联动 跨区域 跨地区 跨部门
区域 地方 各地 省份 强省 强市 城市
人才 培训 专业人员 师资 教育 学历
宣传 普及 意识 文化 新闻
高校 高等学校 高等院校 院校
科研组织 科研院所 科研机构 中科院 院所
中小企业 小微企业
质押 融资 金融 保险 证券 贷款 投资 基金
运营 交易 转让 许可 转移 转化
代理 服务机构 中介 服务业
数据库 数据 信息平台 信息资源 信息服务 信息公共服务 检索
预警 风险 预防
评议 分析评议
海外 境外 涉外 国外
国际 世界知识产权组织 双边 多边 条约 谈判 自由贸易 五局 议题
标准 标准化 贯标 规范
信用 诚信 征信 失信
考核 绩效
统计 核算 指标
地理标志 原产地 产地
集成电路 布图设计
中医药 传统知识 民间文艺 民间文学 非物质文化
软件正版 正版化 正版
展会 博览会 展览
维权 援助
纠纷 调解 仲裁
受理 申请 注册 登记 审批
审查
农业 农产品 农村 富农
林业 林木
奖励 奖项 激励
财政 税收 资助 优惠
战略性新兴产业 新兴产业
产业 产业集群 集聚区 产业园区
商业秘密 不正当竞争
年度报告 白皮书 发展状况 状况报告 保护状况
督查 督导 检查 评估
投诉 举报
战略实施 强国
立法 修订 修改 条例 法律法规
规划 纲要 行动计划
会议 联席会议
"""

SUBJECTS = tuple(tuple(line.split()) for line in _LINES.strip().splitlines())


def subjects_of(text: str) -> dict[str, str]:
    """The subjects that folded `text` speaks of, by their first words, each with the word that says so."""
    spoken = ((words[0], next((word for word in words if word in text), None)) for words in SUBJECTS)
    return {subject: word for subject, word in spoken if word}
