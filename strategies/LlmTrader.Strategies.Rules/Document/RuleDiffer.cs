using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>A field in which two rule sets do different things.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Before">What the first says, in canonical form; null when it says nothing.</param>
/// <param name="After">What the second says.</param>
public sealed record RuleDifference(string Field, string? Before, string? After)
{
    public override string ToString() => $"{Field}: {Before ?? "(none)"} -> {After ?? "(none)"}";
}

/// <summary>
/// Compares by meaning: names and values of params and let, order, spacing and description do not count, nor the order of
/// the sides of +, *, and, or, min, max, nor the direction in which a comparison is written. Two texts that do the same by
/// another way of computing are still different.
/// </summary>
internal static class RuleDiffer
{
    public static IReadOnlyList<RuleDifference> Diff(RuleReading a, RuleReading b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (!a.IsValid || !b.IsValid) { throw new ArgumentException("Only valid rule sets can be compared by meaning."); }
        var differences = new List<RuleDifference>();
        (RuleDocument before, RuleDocument after) = (a.Document!, b.Document!);
        Plain("universe", Names(before), Names(after));
        Plain("bar", before.Bar.ToString(), after.Bar.ToString());
        string[] digestsBefore = Digests(a.Program!);
        string[] digestsAfter = Digests(b.Program!);
        foreach (RuleClause clause in Enum.GetValues<RuleClause>())
        {
            ClauseField? one = Find(before, clause);
            ClauseField? other = Find(after, clause);
            string? meansBefore = one is { } x ? $"{x.Path}={digestsBefore[a.Program!.Root(clause)!.Node]}" : null;
            string? meansAfter = other is { } y ? $"{y.Path}={digestsAfter[b.Program!.Root(clause)!.Node]}" : null;
            if (meansBefore != meansAfter) { differences.Add(new RuleDifference((one ?? other)!.Value.Path, Says(one, other), Says(other, one))); }
        }

        Plain("sizing.volatility_bars", Number(before.Sizing?.VolatilityBars), Number(after.Sizing?.VolatilityBars));
        Plain("sizing.max_leverage", Number(before.Sizing?.MaxLeverage), Number(after.Sizing?.MaxLeverage));
        Plain("time_stop", Number(before.TimeStopBars), Number(after.TimeStopBars));
        Plain("order.time_out", Number(before.Order.TimeOutBars), Number(after.Order.TimeOutBars));
        Plain("cooldown", Number(before.CooldownBars), Number(after.CooldownBars));
        Plain("max_entries", Number(before.MaxEntries), Number(after.MaxEntries));
        Plain("grid.levels", Number(before.Grid?.Levels), Number(after.Grid?.Levels));
        Plain("grid.side", before.Grid?.Side.ToString(), after.Grid?.Side.ToString());
        Plain("hand_over", before.HandOver.ToString(), after.HandOver.ToString());
        return differences;

        void Plain(string field, string? x, string? y)
        {
            if (x != y) { differences.Add(new RuleDifference(field, x, y)); }
        }
    }

    private static string Names(RuleDocument document) => document.Universe.IsEmpty ? "all" : string.Join(", ", document.Universe);

    private static string? Number(double? value) => value is null or 0 ? null : value.Value.ToString("R", CultureInfo.InvariantCulture);

    private static ClauseField? Find(RuleDocument document, RuleClause clause)
    {
        foreach (ClauseField field in ClauseField.Of(document))
        {
            if (field.Clause == clause) { return field; }
        }

        return null;
    }

    // The path is shown when the kind changed: stop_loss.percent 2 -> stop_loss.distance 2.
    private static string? Says(ClauseField? field, ClauseField? other) =>
        field is not { } f ? null : other is { } o && o.Path != f.Path ? $"{f.Path} {f.Value}" : f.Value.ToString();

    // One hash per node over what it computes and the hashes of its operands, so that shared parts cost nothing.
    private static string[] Digests(RuleProgram program)
    {
        var digests = new string[program.Nodes.Length];
        for (int i = 0; i < digests.Length; i++)
        {
            RuleNode node = program.Nodes[i];
            RuleOp op = node.Op;
            string a = Of(node.A), b = Of(node.B), c = Of(node.C);
            if (op is RuleOp.Greater or RuleOp.GreaterOrEqual) { (op, a, b) = (op == RuleOp.Greater ? RuleOp.Less : RuleOp.LessOrEqual, b, a); }
            bool isSymmetric = op is RuleOp.Add or RuleOp.Multiply or RuleOp.And or RuleOp.Or or RuleOp.Min or RuleOp.Max or RuleOp.Equal or RuleOp.NotEqual;
            if (isSymmetric && string.CompareOrdinal(a, b) > 0) { (a, b) = (b, a); }
            string stream = node.Stream < 0 ? "" : program.Streams[node.Stream].ToString();
            string argument = op == RuleOp.Indicator ? Name(program.Indicators[node.Argument]) : node.Argument.ToString(CultureInfo.InvariantCulture);
            string text = string.Create(CultureInfo.InvariantCulture, $"{op}|{node.Type}|{stream}|{argument}|{BitConverter.DoubleToInt64Bits(node.Value)}|{node.Instrument}|{a}|{b}|{c}");
            digests[i] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 16);

            string Of(int operand) => operand < 0 ? "" : digests[operand];
        }

        return digests;
    }

    private static string Name(IndicatorInstance indicator) => $"{indicator.Definition.Name}({string.Join(",", indicator.Parameters.Select(NumberText.Format))})";
}
