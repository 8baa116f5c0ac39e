using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Actor.Documents;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.Actor;

/// <summary>Answers as a model that keeps to the schema gives them, by a seed: every one is a rule set.</summary>
internal sealed class AnswerMaker(int seed)
{
    public static readonly ProposalVocabulary Vocabulary = new() { Symbols = ["BTCUSDT.BINANCE", "ETHUSDT.BINANCE", "SOLUSDT.BINANCE"], Bars = ["5m", "1h", "1d"] };

    private readonly Random _random = new(seed);
    private int _series;

    public JsonObject Make()
    {
        JsonArray series = [.. Enumerable.Range(1, _series = _random.Next(1, 6)).Select(Series)];
        bool isGrid = _random.Next(8) == 0;
        bool hasStop = isGrid || _random.Next(3) > 0;
        string sizing = Pick(hasStop ? RuleWords.Sizing : [.. RuleWords.Sizing.SkipLast(1)]);
        return new JsonObject
        {
            ["selected_symbols"] = new JsonArray([.. Vocabulary.Symbols.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).Select(name => JsonValue.Create(name))]),
            ["bar"] = "5m",
            ["series"] = series,
            ["entry_long"] = isGrid ? [] : Clause(),
            ["exit_long"] = isGrid ? [] : Clause(),
            ["entry_short"] = isGrid || _random.Next(2) == 0 ? [] : Clause(),
            ["exit_short"] = isGrid ? [] : Clause(),
            ["sizing"] = isGrid ? null : new JsonObject
            {
                ["kind"] = sizing,
                ["value"] = _random.Next(1, 20) / 2.0,
                ["volatility_bars"] = sizing == "volatility_target" && _random.Next(2) == 0 ? 30 : null,
                ["max_leverage"] = sizing == "volatility_target" && _random.Next(2) == 0 ? 1.5 : null,
            },
            ["stop_loss"] = hasStop ? Price("percent") : null,
            ["take_profit"] = _random.Next(2) == 0 || isGrid ? null : Price("percent"),
            ["trailing_stop"] = _random.Next(2) == 0 || isGrid ? null : Price("distance"),
            ["time_stop"] = _random.Next(2) == 0 || isGrid ? null : _random.Next(1, 500),
            ["order"] = isGrid || _random.Next(2) == 0
                ? new JsonObject { ["kind"] = "market", ["offset"] = null, ["time_out"] = null }
                : new JsonObject { ["kind"] = "limit", ["offset"] = Price("percent"), ["time_out"] = _random.Next(1, 9) },
            ["cooldown"] = _random.Next(2) == 0 ? null : _random.Next(0, 50),
            ["max_entries"] = isGrid || _random.Next(2) == 0 ? null : _random.Next(1, 5),
            ["grid"] = isGrid ? new JsonObject
            {
                ["levels"] = _random.Next(1, 12),
                ["spacing"] = Price("percent"),
                ["size"] = new JsonObject { ["kind"] = Pick(RuleWords.GridSize), ["value"] = 2 },
                ["side"] = Pick(RuleWords.GridSide),
            } : null,
            ["hand_over"] = Pick(RuleWords.HandOver),
        };
    }

    private JsonObject Series(int number)
    {
        IndicatorDefinition one = IndicatorCatalog.All[_random.Next(IndicatorCatalog.All.Length)];
        bool isPair = one.Inputs == IndicatorInputs.SeriesPair;
        return new JsonObject
        {
            ["id"] = $"s{number}",
            ["indicator"] = one.Name,
            ["source"] = one.Inputs == IndicatorInputs.Bar ? null : Pick([.. ProposalVocabulary.Fields]),
            ["symbol"] = isPair || _random.Next(4) == 0 ? Pick([.. Vocabulary.Symbols]) : null,
            ["numbers"] = new JsonArray([.. one.Parameters.TakeWhile(parameter => parameter.IsRequired).Select(parameter => JsonValue.Create(parameter.IsInteger ? _random.Next(5, 60) : (parameter.Minimum + Math.Min(parameter.Maximum, parameter.Minimum + 1)) / 2))]),
            ["output"] = _random.Next(2) == 0 ? null : Pick([.. one.Outputs]),
            ["bar"] = _random.Next(3) == 0 ? "1h" : null,
        };
    }

    private JsonArray Clause() => [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Condition())]))];

    private JsonObject Condition()
    {
        string word = Pick([.. ProposalVocabulary.Operators]);
        bool isOverBars = word is "rising" or "falling";
        return new JsonObject
        {
            ["left"] = Operand(series: true),
            ["operator"] = word,
            ["right"] = isOverBars ? Number(_random.Next(1, 5)) : _random.Next(2) == 0 ? Operand(series: false) : Number(_random.Next(-40, 40) / 4.0),
        };
    }

    private JsonObject Operand(bool series) => new()
    {
        ["series"] = series ? $"s{_random.Next(_series) + 1}" : null,
        ["word"] = series ? null : Pick([.. ProposalVocabulary.Fields]),
        ["number"] = null,
        ["times"] = _random.Next(3) == 0 ? _random.Next(1, 400) / 100.0 : null,
        ["bars_ago"] = _random.Next(3) == 0 ? _random.Next(0, 20) : null,
    };

    private static JsonObject Number(double value) => new() { ["series"] = null, ["word"] = null, ["number"] = value, ["times"] = null, ["bars_ago"] = null };

    private JsonObject Price(string kind) => new() { ["kind"] = kind, ["value"] = _random.Next(1, 40) / 4.0, ["series"] = kind == "distance" ? "s1" : null };

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
