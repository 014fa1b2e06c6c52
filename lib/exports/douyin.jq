# The list of works of Douyin's creator centre.
include "export";

def about: {
  "title": "Douyin creator centre: works",
  "get": ["creator.douyin.com: Data (数据中心), Works (作品分析, 投稿列表), Export (导出数据); it is an .xlsx"],
  "network": "douyin",
  "preset_zone": "Asia/Shanghai",
  "languages": {"zh": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "works", "is": "table", "type": "post", "by": "work", "has": ["text", "metrics.views", ".finished"], "fallback": "GB18030",
      "columns": {
        "text": {"zh": "作品名称"},
        "published": {"zh": "发布时间"},
        ".kind": {"zh": "体裁"},
        ".review": {"zh": "审核状态"},
        "metrics.views": {"zh": "播放量"},
        ".finished": {"zh": "完播率", "as": "percent"},
        ".finished_5s": {"zh": "5s完播率", "as": "percent"},
        ".clicked": {"zh": "封面点击率", "as": "percent"},
        ".left_2s": {"zh": "2s跳出率", "as": "percent"},
        ".mean": {"zh": "平均播放时长", "as": "seconds"},
        "metrics.likes": {"zh": ["点赞量", "点赞"]},
        "metrics.shares": {"zh": ["分享量", "分享"]},
        "metrics.comments": {"zh": ["评论量", "评论"]},
        "metrics.saves": {"zh": ["收藏量", "收藏"]},
        "metrics.profile_visits": {"zh": "主页访问量"},
        "metrics.follows": {"zh": "粉丝增量"}}}]
};

# There is neither an id nor a link: the time and the name are what stays. Rates are fractions, whether the cell has a % or not.
def work:
  .row as $row | .record
  | if (.text // "") == "" or .published == null then empty
    else .id = {hash: [.published, .text]}
      | .media = [{type: (if $row.kind // "" | test("图文") then "image" elif $row.kind // "" | test("视频") then "video" else null end)} | filled
          | select(. != {})]
      | .status = ($row.review | if . == "公开" then null else . end)
      | if (.metrics.follows // 0) < 0 then .raw["粉丝增量"] = (.metrics.follows | tostring) | del(.metrics.follows) else . end
      | .raw += ({"完播率": $row.finished, "5s完播率": $row.finished_5s, "封面点击率": $row.clicked, "2s跳出率": $row.left_2s,
          "平均播放时长": $row.mean} | filled)
    end;
