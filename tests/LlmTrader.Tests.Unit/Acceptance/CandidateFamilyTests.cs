using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>A hold-out that is spent for an idea stays shut for it, whatever it calls itself and its parts.</summary>
public sealed class CandidateFamilyTests
{
    private const string Cross = """
        name: cross
        bar: 1m
        params:
          fast: {default: 10, min: 2, max: 50, step: 1}
        let:
          quick: sma(close, fast)
          slow: sma(close, 30)
        entry_long: quick > slow and volume > 0
        exit_long: cross_below(quick, slow)
        sizing: {percent_of_equity: 50}
        """;

    [Theory]
    [InlineData("name: cross", "name: another")]
    [InlineData("quick", "hasty")]                                                                  // Names of one's own.
    [InlineData("  slow: sma(close, 30)", "  slow: sma(close, 30)\n  never: rsi(close, 14)")]      // Nothing uses it.
    [InlineData("cross_below(quick, slow)", "cross_below(sma(close, 10), sma(close, 40))")]        // A let or what it stands for; a parameter or a number.
    [InlineData("quick > slow and volume > 0", "volume > 7 and quick > slow")]
    [InlineData("quick > slow and volume > 0", "slow < quick and (0 < volume and slow < quick)")]
    [InlineData("close, fast)", "close, fast + 1)")]
    [InlineData("volume > 0", "volume > -3")]
    [InlineData("quick > slow", "quick < slow")]                                                    // Averages that differ by their numbers alone.
    [InlineData("bar: 1m", "bar: 1h")]
    public void A_change_of_names_numbers_and_order_is_the_same_family(string from, string to)
    {
        Assert.Contains(from, Cross, StringComparison.Ordinal);
        Assert.Equal(Family(Cross), Family(Cross.Replace(from, to, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sma(close, 30)", "ema(close, 30)")]
    [InlineData("volume > 0", "volume < 0")]
    [InlineData("quick > slow", "quick >= slow")]
    [InlineData("volume > 0", "open > 0")]
    [InlineData(" and volume > 0", "")]
    [InlineData("and volume", "or volume")]
    [InlineData("cross_below(quick, slow)", "cross_below(slow, close)")]
    [InlineData("sma(close, 30)", "sma(close, 30) - close")]
    [InlineData("bar: 1m", "bar: 500t")]
    [InlineData("percent_of_equity", "notional")]
    [InlineData("sizing:", "stop_loss: {percent: 2}\nsizing:")]
    public void Another_idea_is_another_family(string from, string to)
    {
        Assert.Contains(from, Cross, StringComparison.Ordinal);
        Assert.NotEqual(Family(Cross), Family(Cross.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_for_names_do_not_grow_with_what_they_stand_for()
    {
        string lets = string.Concat(Enumerable.Range(1, 40).Select(i => $"  l{i}: l{i - 1} * l{i - 1} + close\n"));
        string text = $"name: tower\nbar: 1m\nlet:\n  l0: close\n{lets}entry_long: l40 > 0\nsizing: {{percent_of_equity: 5}}\n";
        Assert.StartsWith("rules:", Family(text), StringComparison.Ordinal);
    }

    private static string Family(string text)
    {
        RuleTemplate read = RuleTemplate.Read(text, "test.yaml");
        return CandidateFamily.Of(new Candidate { Source = text, Hash = "", Document = read.Document, Proposer = "test", ProposerVersion = "1", ObservationHash = "" });
    }
}
