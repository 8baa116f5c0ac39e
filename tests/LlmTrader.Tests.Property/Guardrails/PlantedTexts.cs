using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Guardrails;

/// <summary>Long texts of all that is no secret, and secrets to plant in them.</summary>
internal sealed class PlantedTexts(ulong seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", Digits = "0123456789", Hex = "0123456789abcdef";

    private static readonly string[] Words =
    [
        "BTCUSDT", "price", "rose", "to", "of", "the", "bearer,", "basic,", "token.", "secret.", "key", "{\"close\":\"67123.45\",\"volume\":12}", "https://example.com/news?id=5", "sma(close,20)", "交易所", "Börse", "2026-11-21T21:00:00Z",
        "strategies/rulesets/macd-adx.yaml", "\"max_tokens\":32768,", "risk-adjusted", "task-force", "-----", "a:b@c", "\n", "\t", "[redacted:key]",
    ];

    private Xoshiro256StarStar _random = new(seed);

    public int Below(int bound) => _random.Below(bound);

    public string Digit(int length) => Of(Digits, length);

    public string HexDigits(int length) => Of(Hex, length);

    /// <summary>Words, numbers and hashes; nothing in it is a secret.</summary>
    public List<string> Plain(int words)
    {
        List<string> text = [];
        while (text.Count < words)
        {
            text.Add(Below(4) switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"{Digit(1 + Below(9))}.{Digit(1 + Below(9))}"),
                1 => Below(3) == 0 ? HexDigits(64) : Digit(1 + Below(60)),
                _ => Words[Below(Words.Length)],
            });
        }

        return text;
    }

    /// <summary>A secret with what stands around it, and what is left of both: ¤ for the secret.</summary>
    public (string Written, string Left, string Secret) Secret()
    {
        string mixed = $"aB3dE6gH9{Of(Letters + Digits, 40 + Below(40))}", word = $"a1{Of(Letters + Digits, 16 + Below(40))}";
        (string before, string secret, string after) = Below(16) switch
        {
            0 => ("", $"sk-{word}", ""),
            1 => ("", $"sk-proj-{word}_{word}", ","),
            2 => ("Bearer ", word, ""),
            3 => ("Authorization: Bearer ", word, "\n"),
            4 => ("", $"-----BEGIN PRIVATE KEY-----\n{mixed}\n{mixed}==\n-----END PRIVATE KEY-----", "\n"),
            5 => ("X-MBX-APIKEY: ", mixed, ""),
            6 => ("", mixed, ""),
            7 => ("", $"{mixed}/{mixed}+==", ""),
            8 => ("Host=db;Username=u;Password=", word, ";Database=d"),
            9 => ("postgres://user:", word, "@host:5432/db"),
            10 => ("https://hooks.slack.com/", $"services/T{Digit(8)}/B{Digit(8)}/{word}", ""),
            11 => ("https://discord.com/api/", $"webhooks/{Digit(18)}/{word}", ""),
            12 => ("{\"api_secret\":\"", HexDigits(64), "\"}"),
            13 => ("api_key = '", word, "'"),
            14 => ("", $"eyJ{word}.eyJ{word}.{word}", ""),
            _ => ("", $"AKIA{Of(Digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 16)}", ""),
        };
        return ($"{before}{secret}{after}", $"{before}¤{after}", secret);
    }

    private string Of(string alphabet, int length)
    {
        StringBuilder text = new(length);
        for (int i = 0; i < length; i++) { text.Append(alphabet[Below(alphabet.Length)]); }
        return text.ToString();
    }
}
