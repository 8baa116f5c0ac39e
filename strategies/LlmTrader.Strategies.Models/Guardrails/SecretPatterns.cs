using System.Text.RegularExpressions;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <summary>
/// What secrets look like. Every expression is linear in the text, but for the possessive groups, which never give back: a hostile text costs
/// no more than another. The group <c>secret</c> is what is taken out.
/// </summary>
internal static partial class SecretPatterns
{
    /// <summary>The kind of a run that nothing names.</summary>
    public const string Bare = "bare";

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase;

    // A quote, also of a string within a JSON string.
    private const string Quote = """(\\{0,7}["']|\\u0022|\\u0027)?""";
    private const string Unredacted = @"(?!\[redacted:)";

    /// <summary>In the order in which they are applied: the larger before what may be in them.</summary>
    public static IReadOnlyList<(string Kind, Regex Pattern)> All { get; } =
    [
        ("pem", Pem()),
        ("webhook", Webhook()),
        ("userinfo", UserInfo()),
        ("authorization", Authorization()),
        ("bearer", Bearer()),
        ("assignment", SecretAssignment()),
        ("assignment", KeyAssignment()),
        ("key", PrefixedKey()),
        ("jwt", Jwt()),
        ("bot", BotToken()),
        (Bare, BareKey()),
    ];

    // Whole blocks, or the beginning of one that was cut off; with line feeds as such or escaped.
    [GeneratedRegex(@"(?<secret>-----BEGIN [A-Z0-9 ]{1,40}-----(?>([A-Za-z0-9+/=\s:,.]|\\{1,4}[nr]|-(?!----))*)(-----END [A-Z0-9 ]{1,40}-----|(?<=[A-Za-z0-9+/=]{16})))", Plain)]
    private static partial Regex Pem();

    [GeneratedRegex(@"https?:\\?/\\?/(hooks\.slack(-gov)?\.com|([a-z]+\.)?discord(app)?\.com\\?/api|api\.telegram\.org|[a-z0-9-]{1,63}\.webhook\.office\.com|[a-z0-9.-]{1,99}\.logic\.azure\.com|open\.(feishu\.cn|larksuite\.com)\\?/open-apis|oapi\.dingtalk\.com|qyapi\.weixin\.qq\.com|hooks\.zapier\.com|maker\.ifttt\.com|chat\.googleapis\.com|outlook\.office\.com\\?/webhook)\\?/(?<secret>" + Unredacted + """[^\s"'<>\\]([^\s"'<>\\]|\\/)*)""", AnyCase)]
    private static partial Regex Webhook();

    // scheme://user:password@host
    [GeneratedRegex(@"\b[a-z][a-z0-9+.-]{1,20}:\\?/\\?/[^\s/:@""'<>]{0,128}:(?<secret>" + Unredacted + @"[^\s@""'<>/]{1,256})@", AnyCase)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<![a-z0-9])(proxy-)?authorization" + Quote + @"\s{0,4}[:=]\s{0,4}" + Quote + @"((bearer|basic|token|apikey|digest)\s+)?(?<secret>" + Unredacted + @"[^\s""'\\<>,;{}]{6,})", AnyCase)]
    private static partial Regex Authorization();

    // With a digit in it: 'bearer responsibilities' is prose.
    [GeneratedRegex(@"(?<![a-z0-9])(bearer|basic)\s+(?<secret>(?=[a-z._~+/=-]{0,128}[0-9])[a-z0-9._~+/=-]{16,})", AnyCase)]
    private static partial Regex Bearer();

    // What is called a secret is one, whatever it looks like.
    [GeneratedRegex(@"(?<![a-z])(password|passwd|passphrase|pwd|api[_-]?secret|secret[_-]?key|client[_-]?secret|private[_-]?key|account[_-]?key|shared[_-]?access[_-]?(key|signature)|signing[_-]?key|secret)" + Quote + @"(\s{0,4}(:|=(?!=))\s{0,4})" + Quote + "(?<secret>" + Unredacted + @"(?!(null|true|false|none|string)\b)[^\s""'\\<>,;{}()&\[\]]{4,})", AnyCase)]
    private static partial Regex SecretAssignment();

    // What is called a key or a token may be a count or a name: a letter and a digit, and long enough.
    [GeneratedRegex(@"(?<![a-z])(api[_-]?key|access[_-]?key([_-]?id)?|x-mbx-apikey|x-api-key|ok-access-(key|sign|passphrase)|x-bapi-(api-key|sign)|cb-access-(key|sign|passphrase)|api-(key|sign)|kc-api-(key|sign|passphrase)|apca-api-(key-id|secret-key)|signature|(access|refresh|auth|session|bot|id)[_-]?token|token|listen[_-]?key)" + Quote + @"(\s{0,4}(:|=(?!=))\s{0,4})" + Quote + "(?<secret>" + Unredacted + @"(?=[^a-z\s""'\\,;&]{0,512}[a-z])(?=[^0-9\s""'\\,;&]{0,512}[0-9])[^\s""'\\<>,;{}()&\[\]]{16,})", AnyCase)]
    private static partial Regex KeyAssignment();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<secret>sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{16,}|(AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![A-Za-z0-9])|AIza[0-9A-Za-z_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|(sk|rk|pk)_(live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,}|hf_[A-Za-z0-9]{20,}|gsk_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{20,}|dop_v1_[a-f0-9]{32,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})", Plain)]
    private static partial Regex PrefixedKey();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])(?<secret>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})", Plain)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<secret>[0-9]{8,10}:AA[A-Za-z0-9_-]{30,})", Plain)]
    private static partial Regex BotToken();

    // What exchanges hand out bare: long and mixed. Whether it is mixed enough is asked in SecretRedaction: hashes and numbers are data.
    [GeneratedRegex(@"(?<![A-Za-z0-9+/_=-])(?<secret>[A-Za-z0-9+/_-]{40,}={0,2})(?![A-Za-z0-9+/_=-])", Plain)]
    private static partial Regex BareKey();
}
