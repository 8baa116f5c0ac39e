using System.Diagnostics;
using System.Text;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.RuleLanguage;

/// <summary>Random and mutated texts against reader, parser and checker: no exception, no hang, bounded memory.</summary>
public sealed class FuzzTests
{
    private const long MaxBytesPerText = 64L << 20;

    private static readonly TimeSpan MaxTimePerText = TimeSpan.FromSeconds(5);   // A slow machine's worst case; the usual is well below a millisecond.

    // What the grammar is sensitive to.
    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", ",", ".", "@", "of", "\"", "'", "-", "not ", " and ", " or ", "close", "ema(close, 20)", "if(", "1e999", "1e5", "0", "-1", "99999999999",
        "1h", "@ 1h", "of \"A.B\"", ":", ": ", "\n", "\n  ", "\t", "#", "&a ", "*a", "!!int ", "{", "}", "- ", "|", ">", "\u0000", "\uD800", "é", "true", "null", "~", "---", "...", "<<: ", "%",
        "macd(close).signal", "bars_since(", "let:\n", "a0 + a0", "highest(close, 10000)", "\\", "\\u0041", "=", "&&", "?",
    ];

    private static int Count => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1_000_000 : 50_000;

    [Fact]
    public void No_text_crashes_hangs_or_fills_memory()
    {
        for (int seed = 0; seed < Count; seed++)
        {
            string text = Text(seed);
            long start = Stopwatch.GetTimestamp();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (seed % 2 == 0) { CheckPlaces(RuleExpression.Compile(text).Diagnostics, text, seed); }
                else { CheckPlaces(RuleText.Read(text).Diagnostics, text, seed); }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}\n{text}");
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated <= MaxBytesPerText, $"seed {seed} allocated {allocated} bytes.\n{text}");
            Assert.True(Stopwatch.GetElapsedTime(start) <= MaxTimePerText, $"seed {seed} took {Stopwatch.GetElapsedTime(start)}.\n{text}");
        }
    }

    // Every diagnostic can be shown and lies in the text.
    private static void CheckPlaces(IReadOnlyList<RuleDiagnostic> diagnostics, string text, int seed)
    {
        Assert.True(diagnostics.Count <= RuleLimits.Default.MaxDiagnostics);
        foreach (RuleDiagnostic diagnostic in diagnostics)
        {
            Assert.True(diagnostic.Span.Start >= 0 && diagnostic.Span.Start <= text.Length, $"seed {seed}: {diagnostic.Message} is at {diagnostic.Span}.");
            Assert.Contains("^", diagnostic.ToString(), StringComparison.Ordinal);
        }
    }

    private static string Text(int seed)
    {
        var random = new Random(seed);
        if (random.Next(4) == 0) { return Soup(random, random.Next(1, 60)); }
        string valid = seed % 2 == 0
            ? RandomPrograms.Expression(random, (RuleType)random.Next(2), random.Next(1, 5))
            : random.Next(2) == 0 ? RandomPrograms.Document(random).Yaml : RandomPrograms.Document(random).Json;
        var text = new StringBuilder(valid);
        for (int i = random.Next(1, 6); i > 0; i--) { Mutate(text, random); }
        return text.ToString();
    }

    private static string Soup(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (int i = 0; i < pieces; i++)
        {
            string piece = Pieces[random.Next(Pieces.Length)];
            int times = random.Next(50) == 0 ? random.Next(1, 2_000) : 1;
            text.Insert(text.Length, piece, times);
        }

        return text.ToString();
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(text.Length - at, random.Next(1, 8));
        switch (random.Next(5))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
            case 2: text.Insert(at, text.ToString(at, length)); break;
            case 3: text.Insert(at, (char)random.Next(1, 0x3000)); break;
            default: text.Insert(at, Pieces[random.Next(Pieces.Length)], random.Next(1, 40)); break;
        }
    }
}
