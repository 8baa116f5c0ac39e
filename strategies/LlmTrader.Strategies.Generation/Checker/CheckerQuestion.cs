using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Checker;

/// <summary>What a checker is shown, and the two members that it answers with.</summary>
internal static class CheckerQuestion
{
    private static readonly JsonSerializerOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyDictionary<string, string> Variables(CandidateCase judged, Observation observation, ImmutableArray<string> verdicts) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rules"] = RuleText.Format(judged.Candidate.Document with { Name = "candidate", Description = "" }),
        ["gates"] = Gates(judged.Gates),
        ["facts"] = CanonicalObservation.Text(Bare(observation, judged.Candidate.Document)),
        ["verdicts"] = string.Join(", ", verdicts),
        ["codes"] = string.Join("\n", CheckerReasons.All.Select(one => $"{one.Key}: {one.Value}")),
    };

    public static ModelSchema Schema(ImmutableArray<string> verdicts)
    {
        JsonObject schema = new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["verdict"] = Word(verdicts), ["reasons"] = new JsonObject { ["type"] = "array", ["items"] = Word(CheckerReasons.All.Keys) } },
            ["required"] = new JsonArray("verdict", "reasons"),
            ["additionalProperties"] = false,
        };
        return new ModelSchema("verdict", schema.ToJsonString(Plainly));
    }

    /// <summary>The verdict with its codes, or what is wrong with the answer. An approval with reasons against it is none.</summary>
    public static (string? Verdict, IReadOnlyList<string> Codes, string? Problem) Read(JsonElement answer, ImmutableArray<string> verdicts)
    {
        try
        {
            return ReadWhole(answer, verdicts);
        }
        catch (InvalidOperationException)
        {
            return (null, [], "it has half of a character, which no text can be made of");    // Half a surrogate pair, which JSON can write and no string holds.
        }
    }

    private static (string? Verdict, IReadOnlyList<string> Codes, string? Problem) ReadWhole(JsonElement answer, ImmutableArray<string> verdicts)
    {
        if (answer.ValueKind != JsonValueKind.Object || answer.EnumerateObject().Count() != 2 || !answer.TryGetProperty("verdict", out JsonElement verdict) || !answer.TryGetProperty("reasons", out JsonElement reasons))
        {
            return (null, [], "an object with the members verdict and reasons is expected, and no others");
        }

        if (verdicts.FirstOrDefault(one => Is(verdict, one)) is not { } known) { return (null, [], $"verdict: one of {string.Join(", ", verdicts)} is expected"); }
        if (reasons.ValueKind != JsonValueKind.Array) { return (null, [], "reasons: a list is expected"); }
        List<string> codes = [];
        foreach (JsonElement reason in reasons.EnumerateArray())
        {
            if (CheckerReasons.All.Keys.FirstOrDefault(code => Is(reason, code)) is not { } code) { return (null, [], $"reasons: each is one of {string.Join(", ", CheckerReasons.All.Keys)}"); }
            if (!codes.Contains(code)) { codes.Add(code); }
        }

        bool isApproval = known == verdicts[0];
        if (isApproval != (codes.Count == 0)) { return (null, [], isApproval ? "reasons: an approval has none; whoever has one against it does not approve" : "reasons: at least one is expected of a no"); }
        return (known, codes, null);
    }

    private static bool Is(JsonElement value, string word) => value.ValueKind == JsonValueKind.String && value.ValueEquals(word);

    private static JsonObject Word(IEnumerable<string> words) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    private static string Gates(IReadOnlyList<JudgedGate> gates) =>
        JsonSerializer.Serialize(gates.Select(gate => new { gate = gate.Gate, passed = gate.Passed, value = gate.Value, must_be = gate.Comparison, limit = gate.Limit }), Plainly);

    // Names that people gave to accounts, orders, rule sets and decisions are texts too.
    private static Observation Bare(Observation observation, RuleDocument rules) => observation with
    {
        Universe = [.. observation.Universe.Where(one => rules.Universe.Contains(one.Facts.Name)).Select(one => one with { Horizons = [.. one.Horizons.Select(horizon => horizon with { Recent = [] })] })],
        Accounts = [.. observation.Accounts.Select(one => one with { Name = "" })],
        Positions = [.. observation.Positions.Where(one => rules.Universe.Contains(one.Instrument)).Select(one => one with { Account = "" })],
        Orders = [],
        Limits = [.. observation.Limits.Where(one => rules.Universe.Contains(one.Instrument))],
        RiskRules = [],
        Slots = [],
        Decisions = [],
    };
}
