using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>
/// Two models behind one server. One writes rules in which averages cross, and mends what is sent back by a stop; the other asks for a stop
/// where there is none and says no to large positions. Which of the two is asked it tells by the prompt, as a real one would.
/// </summary>
internal sealed class ScriptedTrader
{
    public const string Symbol = "BTCUSDT.SIM";

    /// <summary>Share of equity in percent from which on the checker says no.</summary>
    private const int Large = 24;

    private readonly ConcurrentQueue<string> _first = new();

    /// <summary>Of the next proposal, in percent of equity.</summary>
    public int Size { get; set; } = 20;

    /// <summary>Periods of the next proposal's averages.</summary>
    public (int Fast, int Slow) Averages { get; set; } = (3, 10);

    /// <summary>What the next questions are answered with, whatever they are.</summary>
    public void SayFirst(string text) => _first.Enqueue(text);

    public ModelScript Answer(ModelRequest request)
    {
        if (_first.TryDequeue(out string? text)) { return ModelScript.Says(text); }
        return ModelScript.Says(IsChecker(request) ? Verdict(request.AllMessages) : Rules(request.AllMessages));
    }

    public static bool IsChecker(ModelRequest request) => request.AllMessages.Contains("second pair of eyes", StringComparison.Ordinal);

    /// <summary>The answer of a proposer as the schema has it.</summary>
    public string Rules(string symbol, bool hasStop) => new JsonObject
    {
        ["selected_symbols"] = new JsonArray(symbol),
        ["bar"] = "1s",
        ["series"] = new JsonArray(Average("s1", Averages.Fast), Average("s2", Averages.Slow)),
        ["entry_long"] = Cross("cross_above"),
        ["exit_long"] = Cross("cross_below"),
        ["entry_short"] = new JsonArray(),
        ["exit_short"] = new JsonArray(),
        ["sizing"] = new JsonObject { ["kind"] = "percent_of_equity", ["value"] = Size, ["volatility_bars"] = null, ["max_leverage"] = null },
        ["stop_loss"] = hasStop ? new JsonObject { ["kind"] = "percent", ["value"] = 5, ["series"] = null } : null,
        ["take_profit"] = null,
        ["trailing_stop"] = null,
        ["time_stop"] = null,
        ["order"] = new JsonObject { ["kind"] = "market", ["offset"] = null, ["time_out"] = null },
        ["cooldown"] = null,
        ["max_entries"] = null,
        ["grid"] = null,
        ["hand_over"] = "adopt",
    }.ToJsonString();

    private string Rules(string prompt) => Rules(Symbol, hasStop: prompt.Contains("stop_missing", StringComparison.Ordinal));

    private static string Verdict(string prompt)
    {
        string rules = prompt[prompt.IndexOf("name: candidate", StringComparison.Ordinal)..];
        return !rules.Contains("stop_loss:", StringComparison.Ordinal) ? """{"verdict": "revise", "reasons": ["stop_missing"]}"""
            : rules.Contains($"percent_of_equity: {Large}", StringComparison.Ordinal) ? """{"verdict": "reject", "reasons": ["size_too_large"]}"""
            : """{"verdict": "approve", "reasons": []}""";
    }

    private static JsonObject Average(string id, int period) => new()
    {
        ["id"] = id, ["indicator"] = "sma", ["source"] = "close", ["symbol"] = null, ["numbers"] = new JsonArray(period), ["output"] = null, ["bar"] = null,
    };

    private static JsonArray Cross(string word) => new(new JsonArray(new JsonObject { ["left"] = Operand("s1"), ["operator"] = word, ["right"] = Operand("s2") }));

    private static JsonObject Operand(string series) => new() { ["series"] = series, ["word"] = null, ["number"] = null, ["times"] = null, ["bars_ago"] = null };
}
