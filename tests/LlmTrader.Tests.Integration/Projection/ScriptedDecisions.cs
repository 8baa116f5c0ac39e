using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>Records of a strategist's journal with bodies that a database minds, over several ends of months, the same for the same seed.</summary>
internal sealed class ScriptedDecisions(int seed)
{
    private static readonly string[] Texts = ["", "plain", "\\u0000", "a\\u0000\\u0000b", "\\\\u0000", "\\\\\\u0000", "é漢😀", "\\\"quoted\\\"\\n", "tab\\t, 'single' $1 %s {0}", "\\\\"];
    private static readonly string[] Numbers = ["0", "-1", "1.50", "1e2", "9007199254740993", "-0.0", "123456789012345678901234567890.123", "1E-300"];

    private readonly Random _random = new(seed);
    private Timestamp _time = Timestamp.FromUnixSeconds(1_737_331_200);    // 2025-01-20.

    /// <summary>Appends so many.</summary>
    public void Append(DecisionWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _time = new Timestamp(_time.Nanoseconds + _random.NextInt64(_random.Next(10) == 0 ? 200_000_000_000_000 : 1000));    // Often within a microsecond, seldom days.
            string decision = string.Create(CultureInfo.InvariantCulture, $"d{_random.Next(1, 20):D6}");
            writer.Append(_time, decision, (DecisionKind)_random.Next(DecisionKinds.Names.Count), Encoding.UTF8.GetBytes(Body()));
        }
    }

    private string Body() =>
        $"{{\"text\":\"{Texts[_random.Next(Texts.Length)]}\",\"number\":{Numbers[_random.Next(Numbers.Length)]},\"{Texts[_random.Next(Texts.Length)]} key\":[null,true,{{}}],\"long\":\"{new string('x', _random.Next(20) == 0 ? _random.Next(200_000) : _random.Next(50))}\"}}";
}
