using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Unit.Guardrails;

public sealed class SecretRedactionTests
{
    // Put together, so that no scanner takes them for real ones.
    private const string Mixed = "aB3" + "dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5uV8xY";

    public static TheoryData<string, string> Secrets() => new()
    {
        { "sk-" + "proj-abcDEF123_456-ghiJKL", "key [redacted:key] end" },
        { "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789", "key [redacted:key] end" },
        { "xoxb-" + "123456789012-abcdefghijkl", "key [redacted:key] end" },
        { "AKIA" + "IOSFODNN7EXAMPLE", "key [redacted:key] end" },
        { "AIza" + "SyA1234567890abcdefghijklmnopqrstuv", "key [redacted:key] end" },
        { "Bearer abc.def-ghi_jkl123456", "key Bearer [redacted:bearer] end" },
        { "Authorization: Basic dXNlcjpwYXNz", "key Authorization: Basic [redacted:authorization] end" },
        { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijkl-_mno", "key [redacted:jwt] end" },
        { "https://hooks." + "slack.com/services/T000/B000/XXXX", "key https://hooks.slack.com/[redacted:webhook] end" },
        { "https://discord" + ".com/api/webhooks/123/abc-def", "key https://discord.com/api/[redacted:webhook] end" },
        { "https://api.telegram" + ".org/bot123456789:AAabc/sendMessage?chat_id=5", "key https://api.telegram.org/[redacted:webhook] end" },
        { "123456789:AA" + "Habcdefghijklmnopqrstuvwxyz012345", "key [redacted:bot] end" },
        { "postgres://trader:hunter2@db:5432/trade", "key postgres://trader:[redacted:userinfo]@db:5432/trade end" },
        { "Host=db;Username=trader;Password=hun-ter2;Database=trade", "key Host=db;Username=trader;Password=[redacted:assignment];Database=trade end" },
        { "\"api_secret\": \"abcd\"", "key \"api_secret\": \"[redacted:assignment]\" end" },
        { "{\\\"api_key\\\":\\\"abcdef0123456789\\\"}", "key {\\\"api_key\\\":\\\"[redacted:assignment]\\\"} end" },
        { "X-MBX-APIKEY: " + Mixed, "key X-MBX-APIKEY: [redacted:assignment] end" },
        { Mixed, "key [redacted:bare] end" },
        { "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==", "key [redacted:bare] end" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nabc+/=\n-----END RSA PRIVATE KEY-----", "key [redacted:pem] end" },
        { "-----BEGIN PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA7\\nabcdefghijklmnopqrstuv\\n-----END PRIVATE KEY-----", "key [redacted:pem] end" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_goes_and_what_stands_around_it_stays(string secret, string expected)
    {
        Redaction once = SecretRedaction.ByPattern.Of($"key {secret} end");
        Assert.Equal(new Redaction(expected, 1), once);
        Assert.Equal(new Redaction(expected, 0), SecretRedaction.ByPattern.Of(once.Text));
    }

    [Theory]
    [InlineData("BTCUSDT 67123.45 0.00012 1e-9 1,234,567.89 -12 +5% 2026-11-21T21:00:00.123456789Z")]
    [InlineData("{\"price\":\"67123.45\",\"max_tokens\":32768,\"tokens\":2000000,\"token\":\"BTC\",\"signature\":3}")]
    [InlineData("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 and 0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("the bearer of responsibilities has basic understandings of risk-adjusted-return-on-capital-employed")]
    [InlineData("cnry-0a1b2c3d4e5f6789 <<0a1b2c3d4e5f6789")]
    [InlineData("https://example.com/a/b?c=d#e and http://127.0.0.1:11434/v1 and user@example.com at 12:30")]
    [InlineData("token: 1234567890123456789 listenkey=null password: null, secret == other")]
    [InlineData("llmtrader.strategies.generation/MovingAverageCross/window-of-twenty-bars/v2")]
    public void Data_stays_as_it_is(string text) => Assert.Equal(new Redaction(text, 0), SecretRedaction.ByPattern.Of(text));

    [Fact]
    public void A_known_secret_goes_whatever_it_looks_like_and_a_known_number_does_not()
    {
        SecretRedaction known = new(["correct horse battery", "correct horse", "12345678", "short", "redacted"]);
        Assert.Equal(new Redaction("[redacted:known]! 12345678 short [redacted:known]", 2), known.Of("correct horse battery! 12345678 short correct horse"));
        Assert.Equal(new Redaction("[redacted:key]", 0), known.Of("[redacted:key]"));
    }

    [Fact]
    public void A_hostile_text_costs_no_more_than_its_length()
    {
        string[] hostile =
        [
            string.Concat(Enumerable.Repeat("-----BEGIN A-----", 20_000)), string.Concat(Enumerable.Repeat("eyJaaaaaaaa.", 20_000)), new string('a', 300_000), string.Concat(Enumerable.Repeat("http://", 40_000)),
            string.Concat(Enumerable.Repeat("password=", 30_000)), string.Concat(Enumerable.Repeat("bearer ", 40_000)), string.Concat(Enumerable.Repeat("token: a", 30_000)), "a://" + string.Concat(Enumerable.Repeat("a:", 100_000)), new string('\\', 200_000), new string(' ', 200_000),
        ];
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (string text in hostile) { SecretRedaction.ByPattern.Of(text); }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");    // Quadratic would be minutes.
    }
}
