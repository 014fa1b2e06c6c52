#!/bin/sh
# Tables and notes of people's own, which no format may claim.
. "${0%/*}/lib.sh"

cd "$tmp" || exit 1

# plain NAME: the file is of no format.
plain() {
	run cm-fetch "$1"
	is "no format claims $1: $(head -n 1 "$1")" \
		"$status $(grep -c 'no format knows\|neither a feed' .err)" '1 1'
}

for heading in 'Post,Views,Engagement rate' 'Event,Users' 'url,text,likes' \
	'Date,Likes,Comments,Shares' 'Title,Date,Views' 'Date,Link,Message' \
	'Email,Type' 'Date,Visits,Actions' 'Date,Page,Visitors,Pageviews' \
	'Date,Name,Visitors,Events' 'Day,Impressions,Cost' \
	'Campaign,Impressions,Clicks,Cost' 'id,date,from,to,subject,body' \
	'Page title,Views,Users' 'Landing page,Sessions,Conversions' \
	'Date,Impressions,Outbound clicks' 'Name,Followers,Posts' \
	'Date,Followers' 'Video,Views,Likes' 'Account,Date,Reach' \
	'Date,Time,Text,Link' 'Gender,Distribution,Note' \
	'id,title,status,sends,opens' 'Query,Clicks,Impressions'; do
	printf '%s\n1,2,3,4,5,6\n' "$heading" >en.csv
	plain en.csv
done
for heading in "Lien;Vues;Taux d'engagement" \
	'Date;Texte;Mentions' 'Jour;Campagne;Impressions;Coût' \
	'Titre;Date;Vues;Partages' 'Page;Sessions;Utilisateurs actifs' \
	'Date;Abonnés;Publications' 'Vidéo;Vues;Durée'; do
	printf '%s\n1;2;3;4\n' "$heading" >fr.csv
	plain fr.csv
done
for heading in 'Beitrag;Aufrufe;Interaktionsrate' 'Datum;Text;Likes' \
	'Tag;Kampagne;Impressionen;Kosten' 'Zielseite;Sitzungen;Aufrufe' \
	'Datum;Link;Nachricht' 'Seite;Aufrufe;Aktive Nutzer' \
	'Videos;Aufrufe;Dauer' 'Datum;Abonnenten;Beiträge'; do
	printf '%s\n1;2;3;4\n' "$heading" >de.csv
	plain de.csv
done
mkdir of
(
	cd of || exit 1
	printf 'Date,Amount\n2026-09-01,5\n' >'Totals 2026.csv'
	printf 'Date,Spent\n2026-09-01,5\n' >Dates.csv
	printf 'statistic,value\nheads,5\n' >numbers.csv
)
for file in of/*; do
	plain "$file"
done

cat >notes.txt <<'EOF'
12/03/2026, 09:15 - meeting notes: bring bread
EOF
plain notes.txt
cat >log.txt <<'EOF'
12/03/2026, 09:15 - opened the shop
12/03/2026, 12:00 - sold out
12/03/2026, 18:15 - closed
13/03/2026, 09:15 - opened
EOF
plain log.txt
printf '12/03/2026, 09:15 - Ann: bring bread\n' >'WhatsApp Chat with Ann.txt'
run cm-fetch --dates dmy 'WhatsApp Chat with Ann.txt'
is 'but one message is a chat where the name of the file says so' \
	"$status $(jq -r '.text // empty' .out)" '0 bring bread'

# A table that people know the format of.
printf 'Landing page,Sessions,Conversions\n/rye,5,1\n' >own.csv
run cm-fetch --as google-analytics --set start=2026-09-01 \
	--set end=2026-09-30 own.csv
is '--as says what it is all the same' \
	"$status $(jq -c 'select(.type == "series").metrics' .out)" \
	'0 {"sessions":5,"conversions":1}'
done_testing
