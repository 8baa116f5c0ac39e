using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Property.Guardrails;

/// <summary>Every planted secret goes, every planted canary is seen, and the plain twin of the text stays as it is.</summary>
public sealed partial class PlantingProperties
{
    [Fact]
    public void Every_planted_secret_goes_and_nothing_else_does()
    {
        for (ulong seed = 0; seed < 1_000; seed++)
        {
            PlantedTexts random = new(seed);
            List<string> plain = random.Plain(50 + random.Below(400)), expected = [.. plain], planted = [.. plain], secrets = [];
            string twin = string.Join(' ', plain);
            Assert.Equal(new Redaction(twin, 0), SecretRedaction.ByPattern.Of(twin));
            for (int i = random.Below(8); i >= 0; i--)
            {
                int at = random.Below(planted.Count + 1);
                (string written, string left, string secret) = random.Secret();
                planted.Insert(at, written);
                expected.Insert(at, left);
                secrets.Add(secret);
            }

            Redaction redacted = SecretRedaction.ByPattern.Of(string.Join(' ', planted));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, redacted.Text, StringComparison.Ordinal));
            string marked = string.Join(' ', expected);
            Assert.True(Marks().Replace(marked, "¤") == Marks().Replace(redacted.Text, "¤"), $"seed {seed}:\n{marked}\n{redacted.Text}");
            Assert.Equal(secrets.Count, redacted.Count);
            Assert.Equal(new Redaction(redacted.Text, 0), SecretRedaction.ByPattern.Of(redacted.Text));
        }
    }

    [Fact]
    public void Every_planted_canary_is_seen_and_none_where_there_is_none()
    {
        for (ulong seed = 0; seed < 1_000; seed++)
        {
            PlantedTexts random = new(seed);
            RequestTokens tokens = RequestTokens.Of(new byte[16], seed.ToString(CultureInfo.InvariantCulture));
            List<string> text = random.Plain(20 + random.Below(200));
            Assert.False(CanaryText.IsIn(string.Join(' ', text), tokens.Canary));
            text.Insert(random.Below(text.Count + 1), Disguised(tokens.Canary, random));
            string planted = string.Join(' ', text);
            Assert.True(CanaryText.IsIn(planted, tokens.Canary), $"seed {seed}: {planted}");
            Assert.False(CanaryText.IsIn(planted, RequestTokens.Of(new byte[16], "another").Canary));
        }
    }

    // Two tricks one upon the other.
    private static string Disguised(string canary, PlantedTexts random)
    {
        string text = random.Below(5) switch
        {
            0 => canary,
            1 => canary.ToUpperInvariant(),
            2 => string.Concat(canary.Reverse()),
            3 => canary["cnry-".Length..],
            _ => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{random.HexDigits(random.Below(9))}{canary}{random.HexDigits(random.Below(9))}")),
        };
        return random.Below(5) switch
        {
            0 => text,
            1 => string.Join((string[])[" ", "\u200B", "-", "\n", "\u202E", "."] is var signs ? signs[random.Below(signs.Length)] : "", text.AsEnumerable()),
            2 => string.Concat(text.Select(one => one is > ' ' and <= '~' ? (char)(one + 0xFEE0) : one)),
            3 => string.Concat(text.Select(one => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}"))),
            _ => string.Concat(text.Select(one => string.Create(CultureInfo.InvariantCulture, $"%{(int)one:X2}"))),
        };
    }

    [GeneratedRegex(@"\[redacted:[a-z]+\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
