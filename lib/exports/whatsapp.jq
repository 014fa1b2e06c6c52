# WhatsApp's "Export chat": a text file, a line or more a message, in the language and with the clock of the phone.
include "export";

def about: {
  "title": "WhatsApp: exported chat",
  "get": ["WhatsApp: open the chat, Export chat (Android: the three dots, More; iPhone: the name of the chat), with or without media",
    "send it to yourself: WhatsApp Chat with NAME.txt, or a zip with _chat.txt in it"],
  "network": "whatsapp",
  "languages": {"en": {"point": "."}},
  "settings": {"chat": "what the chat is called, where the name of the file does not say it"},
  "parts": [
    {"name": "chat", "is": "text", "type": "message", "by": "message",
      "files": ["_chat.txt", "WhatsApp*Chat*.txt", "WhatsApp-chat*.txt", "Chat WhatsApp*.txt", "Chat de WhatsApp*.txt", "Discussion WhatsApp*.txt",
        "Conversa WhatsApp*.txt", "Conversa do WhatsApp*.txt"],
      "sure": "^.{10,40}(\\]|[0-9MmAaPp.]( |\u00a0|\u202f)(-|–))( |\u00a0|\u202f)?[^:]{1,60}: ",
      "items": ["^(\u200e|\u200f)*\\[?([0-9]{1,4}[./-] ?[0-9]{1,2}[./-] ?[0-9]{2,4})[.]?(,| |\u00a0|\u202f|à|um|at|a las|às|kl[.])+([0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2})?)(( |\u00a0|\u202f)*([AaPp][.]?( |\u00a0|\u202f)?[Mm][.]?))?(\\]|( |\u00a0|\u202f)(-|–)( |\u00a0|\u202f)) ?(.*)$"],
      "times": {"date": 2, "time": 4, "noon": 8}, "look": {"same": ["same", "text"]}}]
};

# What stands for a picture, a film, a sound or a file that was not exported, in small letters and without < > and a dot.
def omitted: {
  "image omitted": "image", "bild weggelassen": "image", "bild ausgeschlossen": "image", "image absente": "image", "image omise": "image",
  "imagen omitida": "image", "immagine omessa": "image", "imagem ocultada": "image", "imagem oculta": "image", "imagem omitida": "image",
  "imagem não revelada": "image", "afbeelding weggelaten": "image", "obraz pominięty": "image", "изображение отсутствует": "image",
  "görüntü dahil edilmedi": "image", "bild utesluten": "image", "bilde ikke inkludert": "image", "billede udeladt": "image",
  "画像は含まれていません": "image", "이미지 생략됨": "image", "照片已忽略": "image", "圖片已略去": "image", "imatge omesa": "image", "gambar tidak disertakan": "image",
  "sticker omitted": "image", "sticker weggelassen": "image", "sticker omis": "image", "sticker omitido": "image",
  "sticker non incluso": "image", "sticker weggelaten": "image", "sticker não revelado": "image", "figurinha omitida": "image",
  "adesivo omesso": "image", "autocollant omis": "image", "gif omitted": "image", "gif weggelassen": "image", "gif ausgeschlossen": "image",
  "gif retiré": "image", "gif omis": "image", "gif omitido": "image", "gif omitida": "image", "gif esclusa": "image", "gif omessa": "image",
  "gif weggelaten": "image", "gif não revelada": "image", "video omitted": "video", "video weggelassen": "video",
  "video ausgeschlossen": "video", "vidéo absente": "video", "vidéo omise": "video", "video omitido": "video", "video omesso": "video",
  "vídeo omitido": "video", "vídeo não revelado": "video", "video weggelaten": "video", "wideo pominięte": "video", "видео отсутствует": "video",
  "video dahil edilmedi": "video", "video utesluten": "video", "video utelatt": "video", "video udeladt": "video", "ビデオは含まれていません": "video",
  "비디오 생략됨": "video", "视频已忽略": "video", "影片已略去": "video", "vídeo omès": "video", "video tidak disertakan": "video",
  "video note omitted": "video", "audio omitted": "audio", "audio weggelassen": "audio", "audio ausgeschlossen": "audio", "audio omis": "audio",
  "audio omitido": "audio", "audio omesso": "audio", "áudio ocultado": "audio", "áudio oculto": "audio", "áudio omitido": "audio",
  "ficheiro de áudio não revelado": "audio", "audio weggelaten": "audio", "audio pominięte": "audio", "аудиофайл отсутствует": "audio",
  "ses dahil edilmedi": "audio", "ljud utelslutet": "audio", "lyd utelatt": "audio", "lyd udeladt": "audio", "音声は含まれていません": "audio",
  "오디오 생략됨": "audio", "音频已忽略": "audio", "音訊已略去": "audio", "àudio omès": "audio", "audio tidak disertakan": "audio", "document omitted": "file",
  "dokument weggelassen": "file", "document manquant": "file", "document omis": "file", "documento omitido": "file", "documento omesso": "file",
  "documento não revelado": "file", "document weggelaten": "file", "dokument pominięty": "file", "документ отсутствует": "file",
  "belge dahil edilmedi": "file", "dokument uteslutet": "file", "contact card omitted": "file", "kontaktkarte ausgelassen": "file",
  "kontaktkarte weggelassen": "file", "fiche contact manquante": "file", "carte de contact omise": "file", "tarjeta de contacto omitida": "file",
  "scheda contatto omessa": "file", "biglietto da visita omesso": "file", "cartão do contato omitido": "file", "contacto não revelado": "file",
  "visitekaartje weggelaten": "file", "media omitted": "file", "medien ausgeschlossen": "file", "medien weggelassen": "file",
  "médias omis": "file", "média omis": "file", "fichier omis": "file", "multimedia omitido": "file", "archivo omitido": "file",
  "medios omitidos": "file", "mídia oculta": "file", "mídia omitida": "file", "ficheiro não revelado": "file", "ficheiro omitido": "file",
  "media omesso": "file", "media omessi": "file", "media weggelaten": "file", "pliki pominięto": "file", "файл пропущен": "file",
  "без медиафайлов": "file", "medya dahil edilmedi": "file", "medya atlanmış": "file", "media har utelämnats": "file", "uten vedlegg": "file",
  "mediefil udeladt": "file", "media jätetty pois": "file", "メディアは含まれていません": "file", "忽略多媒體檔": "file", "省略多媒体文件": "file",
  "mitjans omesos": "file", "media tidak disertakan": "file"};
# What stands for a message that is gone, at the end of one that was changed, and behind the name of a file.
def deleted: {
  "this message was deleted": 1, "you deleted this message": 1, "diese nachricht wurde gelöscht": 1, "du hast diese nachricht gelöscht": 1,
  "ce message a été supprimé": 1, "vous avez supprimé ce message": 1, "se eliminó este mensaje": 1, "este mensaje fue eliminado": 1,
  "eliminaste este mensaje": 1, "questo messaggio è stato eliminato": 1, "hai eliminato questo messaggio": 1, "mensagem apagada": 1,
  "esta mensagem foi apagada": 1, "você apagou esta mensagem": 1, "esta mensagem foi eliminada": 1, "dit bericht is verwijderd": 1,
  "je hebt dit bericht verwijderd": 1};
def edited: {
  "this message was edited": 1, "diese nachricht wurde bearbeitet": 1, "ce message a été modifié": 1, "ce message a été édité": 1,
  "se editó este mensaje": 1, "este mensaje fue editado": 1, "questo messaggio è stato modificato": 1, "esta mensagem foi editada": 1,
  "mensagem editada": 1, "dit bericht is bewerkt": 1};
def attached: {
  "file attached": 1, "datei angehängt": 1, "fichier joint": 1, "archivo adjunto": 1, "file allegato": 1, "arquivo anexado": 1,
  "ficheiro anexado": 1, "ficheiro em anexo": 1, "bestand bijgevoegd": 1};

def unmarked: if test("[\u200e\u200f\u202a\u202c\u2068\u2069\ufeff]") then gsub("[\u200e\u200f\u202a\u202c\u2068\u2069\ufeff]"; "") else . end;
def blank: . == " " or . == "\n" or . == "\u202f" or . == "\u00a0" or . == "\t" or . == "\r";
def trimmed: if (.[:1] | blank) or (.[-1:] | blank) then gsub("^[ \t\r\n\u00a0\u202f]+|[ \t\r\n\u00a0\u202f]+$"; "") else . end;
def bare: ltrimstr("<") | rtrimstr(">") | rtrimstr(".") | ascii_downcase;
def filled_text: if . == "" then null else . end;

# "WhatsApp Chat with Ann.txt", "WhatsApp Chat - Ann.zip:_chat.txt"; a second download has (1) behind it.
def stem: "^(WhatsApp Chat with|WhatsApp Chat -|WhatsApp Chat mit|WhatsApp-Chat mit|Discussion WhatsApp avec|Chat de WhatsApp con|Chat WhatsApp con"
  + "|Conversa do WhatsApp com|Conversa WhatsApp com|WhatsApp-chat met|WhatsApp Chat) +";
def chat: .settings.chat // ([(.file // "") | splits("[/:]") | select(test(stem)) | sub(stem; "") | sub("[.](txt|zip)$"; "") | sub(" ?[(][0-9]+[)]$"; "")] | .[-1]);

def kind: ascii_downcase | if test("[.](jpe?g|png|gif|webp|heic)$") then "image" elif test("[.](mp4|mov|3gp|avi|mkv)$") then "video"
  elif test("[.](opus|ogg|m4a|mp3|aac|wav|amr)$") then "audio" else "file" end;

# A name has neither quotes nor more than 60 characters: what looks so is WhatsApp's own ("Ann changed the subject to “Rye: news”").
def name: unmarked | ltrimstr("~") | trimmed;
def is_name: length > 0 and length <= 60 and (test("[\"“”„«»]") | not);

# What WhatsApp says itself under somebody's name (iPhone): it begins with a mark that people cannot see.
def own_words: test("encrypt|verschlüssel|chiffré|cifrad|crittograf|criptograf|versleuteld|created (this )?group|erstellt|a créé|creó|ha creato|criou"
  + "|added|hinzugefügt|a ajouté|añadió|ha aggiunto|adicionou|toegevoegd| left$| left[.]|verlassen|a quitté|salió|ha abbandonato|saiu|removed|entfernt"
  + "|a retiré|eliminó a|ha rimosso|removeu|joined|beigetreten|a rejoint|se unió|è entrato|entrou|changed|geändert|a changé|a modifié|cambió|ha cambiato|mudou"
  + "|security code|Sicherheitsnummer|missed (voice|video) call|verpasster|appel (vocal|vidéo) manqué|perdida|persa$| admin|disappearing"; "i");

# The parts of what was said: a file and its caption, or words, with what became of them.
def parts($words; $marked):
  ($words | bare) as $bare
  | if omitted[$bare] then {media: [{type: omitted[$bare]}]}
    elif deleted[$bare] then {status: "deleted"}
    elif ($words | contains("<")) and ($words | test("<[^<>:]{2,20} ?: [^<>]+[.][0-9A-Za-z]{2,5}>")) then
      ($words | capture("^(?<before>(.|\n)*?)<[^<>:]{2,20} ?: (?<file>[^<>]+[.][0-9A-Za-z]{2,5})>(?<after>(.|\n)*)$"))
      | {media: [{type: (.file | kind), file: .file}], text: ([.before, .after] | map(trimmed | select(. != "")) | join("\n"))}
    elif ($words | contains(" (")) and ($words | test("^[^\n]+[.][0-9A-Za-z]{2,5} [(][^()\n]+[)](\n|$)")) then
      ($words | capture("^(?<file>[^\n]+[.][0-9A-Za-z]{2,5}) [(](?<mark>[^()\n]+)[)](\n(?<after>(.|\n)*))?$"))
      | if attached[.mark | ascii_downcase] then {media: [{type: (.file | kind), file: .file}], text: .after} else {text: $words} end
    # "report.pdf • 2 pages document omitted"
    elif $marked and ($words | test(" • ")) and ([$words | splits(" ")] | [.[-2:] | join(" ") | bare] | omitted[.[0]] != null) then
      {media: [{type: "file", file: ($words | split(" • ")[0])}]}
    else {text: $words} end;

def said($chat):
  .time as $time | (.known.same // {}) as $same | (.file // "") as $file | .item.text as $whole
  | (.item.groups[-1] // "") as $first | ($whole | split("\n")[1:]) as $rest
  | ($first | split(":")) as $split
  | ($whole | test("[\u200e\u200f\u202a\u202c\u2068\u2069\ufeff]")) as $marked
  | ($split[0] | if $marked then name else ltrimstr("~") | trimmed end) as $name
  | if ($split | length) < 2 or ($name | is_name | not) then empty
    elif $time == null then bad("its time '\(.item.groups[:-1] | map(select(. // "" | test("^[0-9]"))) | join(" "))' cannot be read "
      + "(days are read \(if .day_first then "dmy" else "mdy" end): see --dates)")
    else ([($split[1:] | join(":")), $rest[]] | join("\n")) as $said
      | ($marked and ($said | test("^ ?\u200e"))) as $own
      | ($said | if $marked then unmarked else . end | if contains("\r") then gsub("\r"; "") else . end | trimmed) as $words
      | parts($words; $marked) as $parts
      | if $own and $parts.text == $words and ($words | own_words) then empty
        else (($words | select(endswith(">")) | capture("^(?<text>(.|\n)*?) ?<(?<mark>[^<>\n]+)>$")) // {}) as $tail
          | ($tail.mark != null and edited[$tail.mark | bare] != null) as $edited
          # Equal messages within a minute are told apart by which of them it is.
          | ($same[$file] // 0) as $nth
          | {type: "message", id: {hash: ([$chat, $time, $name, $words] + (if $nth > 0 then [$nth] else [] end))}, published: $time,
              author: {name: $name}, channel: $chat, raw: (if $edited then {edited: true} else {} end)}
            + $parts + (if $edited then {text: ($tail.text | trimmed)} else {} end),
          {know: {("same:" + $whole): ($same + {($file): ($nth + 1)})}}
        end
    end;

# What the chat is called is the same all through the file.
def message: if .context.file == .file then said(.context.chat)
  else chat as $chat | {context: {file, chat: $chat}}, (if $chat then empty else note("nothing says what the chat is called: --set chat=NAME") end),
    said($chat) end;
