#!/bin/sh
# What came from an export and what its network's interface gives later are
# the same post: of one network and id, so that it is counted once, and the
# snapshots of its numbers line up.
. "${0%/*}/lib.sh"
. "$top/tests/feeds.sh"
cd "$tmp" || exit 1

# what FILE: of its records but coverage what must be the same
what() {
	jq -r 'select(.type != "coverage" and .type != "account") | [.type,
		.network, .id, .url, .published, .reply_to // "-"] | join(" ")' \
		"$1" | sort
}
# once WHAT EXPORT API NUMBER: together they are NUMBER posts or comments
once() {
	is "$1: counted once" "$(cat "$2" "$3" | cm-stats --no-coverage \
		-w '.type != "account"' by network -m records 2>/dev/null |
		jq -r 'select(.type == "row") | .records')" "$4"
}
# export_of [OPTION ...] FILE: its records into export.ndjson
export_of() {
	run cm-fetch -q --fetched 2026-10-01 "$@"
	cp .out export.ndjson
}

# ---- Mastodon: its archive, and what its module fetches

serve
mkdir -p www/api/v1/accounts/42
u=$web/users/levain
echo '{"id":"42","acct":"levain","username":"levain","display_name":"Levain"}' \
	>www/api/v1/accounts/verify_credentials
# status ID VISIBILITY ANSWERED TEXT
status() {
	printf '{"id":"%s","uri":"%s/statuses/%s","url":"%s/@levain/%s","created_at":"2026-01-0%s:00:00.000Z","visibility":"%s","in_reply_to_id":%s,"in_reply_to_account_id":%s,"reblog":null,"content":"<p>%s</p>","language":"en","account":{"id":"42","acct":"levain"},"tags":[],"mentions":[],"media_attachments":[],"favourites_count":4,"replies_count":0,"reblogs_count":0}' \
		"$1" "$u" "$1" "$web" "$1" "${1#11582000000000000}T10" "$2" \
		"$3" "$4" "$5"
}
{
	printf '['
	status 115820000000000003 public '"115820000000000002"' '"42"' 'And buns'
	printf ','
	status 115820000000000002 public null null 'Open at seven'
	printf ']'
} >www/api/v1/accounts/42/statuses
mkdir -p dir
chmod 700 dir
printf '[levain]\nnetwork = mastodon\nhost = %s\ntoken-env = TOKEN\n' "$web" \
	>dir/accounts
chmod 600 dir/accounts
CM_DIR=$tmp/dir TOKEN=secret run cm-fetch levain:posts
is_status 'what the interface of Mastodon gives: status' 0
cp .out api.ndjson
# note ID ANSWERED TEXT
note() {
	printf '{"id":"%s/statuses/%s/activity","type":"Create","actor":"%s","published":"2026-01-0%s:00:00Z","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":[],"object":{"id":"%s/statuses/%s","type":"Note","inReplyTo":%s,"published":"2026-01-0%s:00:00Z","url":"%s/@levain/%s","attributedTo":"%s","content":"<p>%s</p>","contentMap":{"en":"<p>%s</p>"},"attachment":[],"tag":[]}}' \
		"$u" "$1" "$u" "${1#11582000000000000}T10" "$u" "$1" "$2" \
		"${1#11582000000000000}T10" "$web" "$1" "$u" "$3" "$3"
}
mkdir archive
{
	printf '{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection","totalItems":2,"orderedItems":['
	note 115820000000000002 null 'Open at seven'
	printf ','
	note 115820000000000003 "\"$u/statuses/115820000000000002\"" 'And buns'
	printf ']}'
} >archive/outbox.json
printf '{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"Person","preferredUsername":"levain","name":"Levain","url":"%s/@levain","inbox":"%s/inbox","outbox":"outbox.json"}' \
	"$u" "$web" "$u" >archive/actor.json
export_of archive
is 'Mastodon: type, id, address, time and parent are the same' \
	"$(what export.ndjson)" "$(what api.ndjson)"
ok 'and are two' test "$(what export.ndjson | wc -l)" -eq 2
once Mastodon export.ndjson api.ndjson 2
is 'Mastodon: the text is the same' \
	"$(jq -r '.text // empty' export.ndjson | sort)" \
	"$(jq -r '.text // empty' api.ndjson | sort)"
is 'the number that only the interface tells is there' \
	"$(cat export.ndjson api.ndjson | cm-stats --no-coverage by \
		--type post,comment network -m likes 2>/dev/null | jq -r 'select(.type == "row").likes')" 8

# ---- WordPress: its dump, and what was recorded of its interface

(
	cd "$top/tests/networks" || exit
	export CM_DIR="$tmp/none"
	for part in posts comments; do
		eval "set -- $(jq -r @sh "wordpress-$part.args")"
		shift
		cm-fetch --replay "wordpress-$part.har" "$@"
	done
) >api.ndjson 2>.err
ok 'what was recorded of WordPress is told again' \
	test "$(what api.ndjson | wc -l)" -eq 3
cat >site.xml <<'EOT'
<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>http://127.0.0.1:22502</link><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>http://127.0.0.1:22502</wp:base_site_url><wp:base_blog_url>http://127.0.0.1:22502</wp:base_blog_url>
<item><title><![CDATA[Tarte & thé]]></title><link>http://127.0.0.1:22502/tarte-the/</link><pubDate>Sun, 22 Nov 2026 03:34:01 +0000</pubDate><dc:creator><![CDATA[admin]]></dc:creator>
<content:encoded><![CDATA[<p>We <strong>bake</strong> again</p>]]></content:encoded>
<wp:post_id>6</wp:post_id><wp:post_date>2026-11-22 04:34:01</wp:post_date><wp:post_date_gmt>2026-11-22 03:34:01</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_author>subscriber</wp:comment_author><wp:comment_author_email>sub@example.org</wp:comment_author_email><wp:comment_author_IP>203.0.113.9</wp:comment_author_IP><wp:comment_date_gmt>2026-11-22 03:34:02</wp:comment_date_gmt><wp:comment_content><![CDATA[Is it gluten-free?]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author>contributor</wp:comment_author><wp:comment_date_gmt>2026-11-22 03:34:02</wp:comment_date_gmt><wp:comment_content><![CDATA[Buy tea]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>
</item></channel></rss>
EOT
export_of site.xml
is 'WordPress: the same' "$(what export.ndjson)" "$(what api.ndjson)"
once WordPress export.ndjson api.ndjson 3
ok 'an address of mail or network of a commenter is nowhere' \
	sh -c '! grep -qE "sub@example|203\.0\.113" export.ndjson'

# ---- networks whose interface we know by what it answers

# post NETWORK ID LIKES: as it comes from the interface, later
post() {
	printf '{"type":"post","network":"%s","id":"%s","metrics":{"likes":%s},"fetched":"2026-11-01T00:00:00Z"}\n' \
		"$1" "$2" "$3"
}
# same WHAT NETWORK ID LIKES: the post of the export is that of the interface
same() {
	is_status "$1: status" 0
	is "$1: network and id" "$(jq -r 'select(.type == "post") |
		[.network, .id] | join(" ")' export.ndjson)" "$2 $3"
	post "$2" "$3" "$4" >api.ndjson
	cat api.ndjson export.ndjson | cm-stats --no-coverage \
		by network -m posts,likes 2>/dev/null |
		jq -r 'select(.type == "row") | [.posts, .likes] | join(" ")' \
			>row
	is "$1: one post, with the newest number" "$(cat row)" "1 $4"
}
ig='Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves'
printf '%s\n%s\n' "$ig" '18010000000000001,17840000000000001,levain,Levain,Rye,32,09/15/2026 18:00,https://www.instagram.com/reel/DAAA111/,IG reel,,Lifetime,15000,9800,410,120,14,20,55' \
	>ig.csv
export_of ig.csv
same 'Instagram' instagram 18010000000000001 500
fb='Post ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Caption type,Permalink,Is crosspost,Is share,Post type,Languages,Custom labels,Funded content status,Data comment,Date,Views,Reach,Reactions,Comments,Shares,Total clicks'
printf '%s\n%s\n' "$fb" '1220000000000001,61570000000001,Levain,Rye,,0,09/15/2026 18:00,,https://www.facebook.com/levain/posts/pfbid0AAA,0,0,Photos,,,,,Lifetime,1270,980,31,8,5,62' \
	>fb.csv
export_of fb.csv
same 'Facebook: a page and its post' facebook \
	61570000000001_1220000000000001 40
printf '%s\n' 'Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts' \
	'1487761305826205706,"Sun, Jan 30, 2022",Rye,https://x.com/levain/status/1487761305826205706,900,3,5,0,0,0,0,1' \
	>x.csv
export_of x.csv
same 'X: its analytics' x 1487761305826205706 4
is 'X: the id tells the second' \
	"$(jq -r '.published // empty' export.ndjson | cut -c1-19)" \
	2022-01-30T12:15:11
cp export.ndjson table.ndjson
echo 'window.YTD.tweets.part0 = [{"tweet":{"id_str":"1487761305826205706","created_at":"Sun Jan 30 12:15:11 +0000 2022","full_text":"Rye","favorite_count":"3","retweet_count":"1"}}]' \
	>tweets.js
export_of tweets.js
same 'X: its archive' x 1487761305826205706 4
once 'X: the archive and the analytics' table.ndjson export.ndjson 1
printf '%s\n' 'Content,Video title,Video publish time,Duration,Views,Likes' \
	'-bcDEF12345,Rye,"Oct 3, 2025",440,9000,300' >yt.csv
export_of yt.csv
same 'YouTube' youtube -bcDEF12345 310
printf '%s\n' 'Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views' \
	'Rye,https://www.tiktok.com/@levain/video/7681714846173356608?lang=en,September 4,12,3,1,184' \
	>tt.csv
export_of tt.csv
same 'TikTok: its studio' tiktok 7681714846173356608 13
cp export.ndjson table.ndjson
echo '{"Post":{"Posts":{"VideoList":[{"Date":"2026-09-04 16:16:52","Link":"https://www.tiktokv.com/share/video/7681714846173356608/","Likes":"12","Title":"Rye"}]}},"Profile And Settings":{"Profile Info":{"ProfileMap":{"userName":"levain"}}}}' \
	>user_data_tiktok.json
export_of user_data_tiktok.json
same 'TikTok: its archive' tiktok 7681714846173356608 13
once 'TikTok: the archive and the studio' table.ndjson export.ndjson 1
printf '%s\n' 'Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility' \
	'2026-05-07 16:41:18,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7458194261025673216,Rye,,,MEMBER_NETWORK' \
	>Shares.csv
export_of Shares.csv
same 'LinkedIn: what one shared' linkedin urn:li:share:7458194261025673216 5
cat >page.csv <<'EOT'
"Aggregated engagement metrics of posts."
Post title,Post link,Post type,Campaign name,Posted by,Created date,Campaign start date,Campaign end date,Audience,Impressions,Views,Offsite Views,Clicks,Click through rate (CTR),Likes,Comments,Reposts,Follows,Engagement rate,Content Type
Rye,https://www.linkedin.com/feed/update/urn:li:ugcPost:7458194261025673216/,Organic,,Ann,05/07/2026,,,All,1204,,,31,0.02,22,3,1,0,0.05,
EOT
export_of page.csv
same 'LinkedIn: a post of a page' linkedin urn:li:ugcPost:7458194261025673216 5
printf '%s\n' 'id,permalink,date,ip,subreddit,gildings,title,url,body' \
	'abc1,https://www.reddit.com/r/bread/comments/abc1/rye/,2026-01-15 12:34:56 UTC,203.0.113.7,bread,0,Rye,,Words' \
	>posts.csv
export_of posts.csv
same 'Reddit' reddit t3_abc1 5
ok 'Reddit: the address of the network is nowhere' \
	sh -c '! grep -q 203.0.113 export.ndjson'

# ---- the permalink, where there is no id

printf '%s\n%s\n' "$ig" '1.80E+16,17840000000000001,levain,Levain,Rye,32,09/15/2026 18:00,https://www.instagram.com/reel/DAAA111/,IG reel,,Lifetime,15000,9800,410,120,14,20,55' \
	>ig.csv
export_of ig.csv
same 'an id that a spreadsheet has spoilt' instagram \
	https://www.instagram.com/reel/DAAA111/ 500
sed 's/1.80E+16//' ig.csv >no-id.csv
export_of no-id.csv
same 'no id' instagram https://www.instagram.com/reel/DAAA111/ 500
printf 'Link,Likes\nhttps://a.example/1,5\n' >any.csv
export_of --as csv --network forum --map url=Link,metrics.likes=Likes any.csv
same 'of any table' forum https://a.example/1 6
printf '%s\n' 'Link,No,Likes' 'https://a.example/1,1.22158E+17,5' >any.csv
export_of --as csv --network forum \
	--map id=No,url=Link,metrics.likes=Likes any.csv
same 'of any table whose id is spoilt' forum https://a.example/1 6
printf '%s\n' 'Link,No,Likes' ',1.22158E+17,5' 'https://a.example/2,8,6' \
	>any.csv
run cm-fetch --as csv --map id=No,url=Link,metrics.likes=Likes any.csv
is_status 'neither: a bad row' 1
has_err 'is named' '^cm-fetch: any.csv:2: '
done_testing
