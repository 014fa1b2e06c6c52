/* SPDX-License-Identifier: ISC */
#ifndef CM_BENCH_WORDS_H
#define CM_BENCH_WORDS_H

/* What the generator's people write with, language by language. */
struct lang {
	const char *code;
	int share;       /* of 100 */
	const char *gap; /* between words */
	const char *stop;
	const char *words; /* with blanks between */
	const char *names;
};

static const struct lang langs[] = {
    {"en", 34, " ", ". ",
	"we just opened the new store on Main Street and coffee is free all "
	"day today thank you everyone who came great service but delivery "
	"took three weeks please answer my message about order refund love "
	"this colour when will it be back in stock my friends really enjoyed "
	"workshop last night photos are online now see you tomorrow",
	"Alice Smith,Tom O'Brien,Priya Nair,Jack Turner,Grace Lee,Sam Hill"},
    {"fr", 9, " ", ". ",
	"nous ouvrons une nouvelle boutique près de la gare merci à tous "
	"pour votre fidélité le café était très bon mais le colis n’est "
	"jamais arrivé où peut-on réserver déjà demain soirée été équipe "
	"génial ça marche bientôt février créé",
	"Chloé Dubois,François Lefèvre,Zoé Martin,Jérôme Petit"},
    {"es", 9, " ", ". ",
	"mañana abrimos la nueva tienda gracias por venir el pedido llegó "
	"tarde pero la atención fue muy buena cuándo habrá más tallas qué "
	"bonito nos vemos en el próximo taller años también están aquí",
	"Lucía Gómez,José Muñoz,Sofía Peña,Íñigo Díaz"},
    {"de", 8, " ", ". ",
	"heute öffnen wir unseren neuen Laden für alle schön dass ihr da "
	"wart die Lieferung kam leider zu spät aber der Kaffee schmeckt "
	"großartig könnt ihr bitte antworten grüße aus München Straße",
	"Jürgen Müller,Anke Schröder,Jonas Weiß,Käthe Vogel"},
    {"pt", 7, " ", ". ",
	"amanhã abrimos a nova loja obrigado pela visita não chegou ainda a "
	"encomenda o atendimento foi ótimo quando voltará a coleção até já "
	"promoção café pão você também são",
	"João Conceição,Inês Simões,Luís Araújo"},
    {"it", 5, " ", ". ",
	"domani apriamo il nuovo negozio grazie a tutti per la visita "
	"l’ordine non è ancora arrivato però il servizio è ottimo perché "
	"così città più caffè sarà",
	"Niccolò Rossi,Giulia Bianchi,Andrea D’Amico"},
    {"nl", 3, " ", ". ",
	"morgen openen we de nieuwe winkel bedankt voor jullie bezoek mijn "
	"bestelling is nog niet aangekomen maar de koffie was heel lekker "
	"één geïnteresseerd coördinatie",
	"Sanne de Vries,Zoë Bakker,Daan Jansen"},
    {"tr", 4, " ", ". ",
	"yarın yeni mağazamızı açıyoruz geldiğiniz için teşekkürler sipariş "
	"hâlâ gelmedi ama çalışanlar çok ilgiliydi ne zaman stok gelecek "
	"güzel günler",
	"Ayşe Yılmaz,Çağrı Öztürk,Gül Şahin"},
    {"ru", 5, " ", ". ",
	"завтра мы открываем новый магазин спасибо всем кто пришёл заказ "
	"пока не доставлен но обслуживание отличное когда будет следующая "
	"встреча очень красиво",
	"Анна Иванова,Пётр Соколов,Мария Ёлкина"},
    {"ar", 4, " ", "، ",
	"غدا نفتح المتجر الجديد شكرا لكم على الزيارة الطلب لم يصل بعد لكن "
	"الخدمة ممتازة متى يعود المنتج جميل جدا",
	"ليلى حداد,عمر منصور,سارة خليل"},
    {"hi", 3, " ", "। ",
	"कल हम नई दुकान खोल रहे हैं आने के लिए धन्यवाद मेरा ऑर्डर अभी तक नहीं "
	"आया लेकिन सेवा बहुत अच्छी थी",
	"प्रिया शर्मा,अर्जुन वर्मा"},
    {"zh", 5, "", "。",
	"明天 我们的 新店 开业了 谢谢 大家的 支持 快递 还没有 到 但是 服务 "
	"非常好 什么时候 补货 真漂亮 周末 一起 来 喝咖啡 活动 照片",
	"王小明,李娜,陈伟,刘洋"},
    {"ja", 4, "", "。",
	"明日 新しい お店が オープンします ご来店 ありがとう ございました "
	"注文が "
	"まだ 届きません でも サービスは とても 良かった 次回の 入荷は "
	"いつですか "
	"写真 かわいい",
	"佐藤花子,鈴木一郎,高橋みゆき"},
};

static const char *const emoji[] = {"😀", "🎉", "❤️", "👍🏽", "☕", "🔥",
    "👩‍💻", "🇫🇷", "✨", "😂", "🙏", "🥐", "🚀", "🌍"};

static const char *const tags[] = {"coffee", "opening", "summer", "weekend",
    "sale", "craft", "été", "新店", "community", "behindthescenes", "win",
    "local", "café", "music"};

/* The order is that of their share; metrics is what a network gives. */
struct network {
	const char *name;
	const char *host;
	int share;
	const char *metrics;
};

static const struct network networks[] = {
    {"instagram", "www.instagram.com", 20,
	"likes comments shares saves reach views impressions"},
    {"facebook", "www.facebook.com", 17,
	"likes comments shares reach impressions clicks views"},
    {"tiktok", "www.tiktok.com", 14, "likes comments shares views saves"},
    {"x", "x.com", 13, "likes comments shares views quotes saves clicks"},
    {"youtube", "www.youtube.com", 10, "likes comments views"},
    {"linkedin", "www.linkedin.com", 8,
	"likes comments shares impressions clicks"},
    {"reddit", "www.reddit.com", 6, "likes comments views"},
    {"mastodon", "mastodon.example", 4, "likes comments shares"},
    {"bluesky", "bsky.app", 4, "likes comments shares quotes"},
    {"threads", "www.threads.net", 3, "likes comments shares quotes views"},
    {"pinterest", "www.pinterest.com", 1,
	"likes comments saves impressions clicks"},
};

#endif
