# The tables of WeChat's Official Account platform: articles, and the growth of readers.
include "export";

def about: {
  "title": "WeChat Official Account: content analysis, user growth",
  "get": ["mp.weixin.qq.com: Data, Content analysis (数据, 内容分析), Download details (下载数据明细); it is an .xls",
    "the growth of readers: Data, User analysis (数据, 用户分析), Download (下载表格)",
    "an .xls has to become an .xlsx or a CSV first: libreoffice --convert-to xlsx FILE"],
  "network": "wechat",
  "preset_zone": "Asia/Shanghai",
  "languages": {"zh": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "articles", "is": "table", "type": "post", "by": "article", "has": ["title", "metrics.views"], "fallback": "GB18030",
      "columns": {
        "title": {"zh": ["内容标题", "图文标题"]},
        "published": {"zh": ["发表时间", "发表日期"]},
        "metrics.reach": {"zh": ["总阅读人数", "图文阅读人数"]},
        "metrics.views": {"zh": ["总阅读次数", "图文阅读次数"]},
        "metrics.shares": {"zh": "总分享次数"},
        "metrics.follows": {"zh": "阅读后关注人数"},
        "metrics.delivered": {"zh": ["送达人数", "图文送达人数"]},
        ".url": {"zh": "内容url"}},
      "raw": ["总分享人数", "公众号消息阅读次数", "送达阅读率", "首次分享次数", "分享产生阅读次数", "首次分享率", "每次分享带来阅读次数", "阅读完成率"]},
    {"name": "growth", "is": "table", "type": "series", "has": ["period", "metrics.followers"], "fallback": "GB18030",
      "columns": {
        "period": {"zh": ["时间", "日期"]},
        "metrics.follows": {"zh": ["新关注人数", "新增人数"]},
        "metrics.unfollows": {"zh": ["取消关注人数", "取关人数"]},
        "metrics.followers": {"zh": ["累积关注人数", "累计关注人数"]}},
      "raw": ["净增关注人数", "净增人数"]}]
};

# The long form of an address holds the number that the API puts together of the message and its place in it (?__biz=..&mid=2247483650&idx=1);
# the short one (/s/AAA) is a name of its own.
def article:
  (.row.url // "" | unescaped) as $url
  | [$url | capture("[?&]mid=(?<mid>[0-9]+)")] as $mid | [$url | capture("[?&]idx=(?<idx>[0-9]+)")] as $idx
  | [$url | capture("/s/(?<name>[0-9A-Za-z_-]+)")] as $short
  | if (.record.title // "") == "" then empty
    else .record + {url: $url,
      id: (if $mid != [] then "\($mid[0].mid)_\($idx[0].idx // 1)" elif $short != [] then $short[0].name
        else {hash: [.record.published, .record.title]} end)} end;
