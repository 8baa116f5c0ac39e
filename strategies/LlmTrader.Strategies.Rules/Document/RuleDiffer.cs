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
/// what and, or, min and max join, nor the sides of one + or *, nor the direction in which a comparison is written, nor
/// adding 0 or multiplying by 1. A longer sum or product in another order is different: it is rounded differently. Two texts
/// that do the same by another way of computing are still different.
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

    /// <summary>
    /// The params and let of two valid sets that stand for different things; a name that was only changed into another does
    /// not count. <see cref="RuleDifference.Field"/> is <c>params.x</c> or <c>let.x</c>.
    /// </summary>
    public static IReadOnlyList<RuleDifference> DiffNames(RuleReading a, RuleReading b)
    {
        (SortedDictionary<string, NameMeaning> before, SortedDictionary<string, NameMeaning> after) = (Meanings(a), Meanings(b));
        foreach (string same in before.Keys.Where(name => after.TryGetValue(name, out NameMeaning other) && other.Means == before[name].Means).ToArray())
        {
            before.Remove(same);
            after.Remove(same);
        }

        // A rename: one left on each side that stands for the same.
        foreach (string old in before.Keys.Where(name => !after.ContainsKey(name)).ToArray())
        {
            string? renamed = after.Keys.FirstOrDefault(name => !before.ContainsKey(name) && after[name].Means == before[old].Means);
            if (renamed is null) { continue; }
            before.Remove(old);
            after.Remove(renamed);
        }

        return [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(name => new RuleDifference(
            name, before.TryGetValue(name, out NameMeaning one) ? one.Text : null, after.TryGetValue(name, out NameMeaning other) ? other.Text : null))];
    }

    // By field. What a let stands for is what it computes; one that nothing uses computes nothing and is its text.
    private static SortedDictionary<string, NameMeaning> Meanings(RuleReading reading)
    {
        string[] digests = Digests(reading.Program!);
        var names = new SortedDictionary<string, NameMeaning>(StringComparer.Ordinal);
        foreach (RuleParameter parameter in reading.Document!.Parameters)
        {
            string value = parameter.Default.ToString("R", CultureInfo.InvariantCulture);
            names.Add($"params.{parameter.Name}", new NameMeaning(value, $"number {value}"));
        }

        foreach (RuleLet let in reading.Document.Let)
        {
            string text = let.Value.ToString()!;
            int node = reading.Program!.Slots.Where(slot => slot.Name == let.Name).Select(slot => slot.Node).DefaultIfEmpty(RuleNode.None).First();
            names.Add($"let.{let.Name}", new NameMeaning(text, node == RuleNode.None ? $"text {text}" : $"node {digests[node]}"));
        }

        return names;
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
        var joined = new string[program.Nodes.Length][];   // What a chain of one and the same `and`, `or`, `min` or `max` joins, in ordinal order.
        for (int i = 0; i < digests.Length; i++)
        {
            RuleNode node = program.Nodes[i];
            RuleOp op = node.Op;
            string a = Of(node.A), b = Of(node.B), c = Of(node.C);
            if (op is RuleOp.Greater or RuleOp.GreaterOrEqual) { (op, a, b) = (op == RuleOp.Greater ? RuleOp.Less : RuleOp.LessOrEqual, b, a); }
            joined[i] = [];
            if (Untouched(program, node) is { } same)
            {
                (digests[i], joined[i]) = (digests[same], joined[same]);
                continue;
            }

            bool isSymmetric = op is RuleOp.Add or RuleOp.Multiply or RuleOp.Equal or RuleOp.NotEqual;
            if (op is RuleOp.And or RuleOp.Or or RuleOp.Min or RuleOp.Max)
            {
                joined[i] = [.. Joined(node.A).Concat(Joined(node.B)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
                (a, b) = (string.Join('&', joined[i]), "");
            }

            if (isSymmetric && string.CompareOrdinal(a, b) > 0) { (a, b) = (b, a); }
            string stream = node.Stream < 0 ? "" : program.Streams[node.Stream].ToString();
            string argument = op == RuleOp.Indicator ? Name(program.Indicators[node.Argument]) : node.Argument.ToString(CultureInfo.InvariantCulture);
            string text = string.Create(CultureInfo.InvariantCulture, $"{op}|{node.Type}|{stream}|{argument}|{BitConverter.DoubleToInt64Bits(node.Value)}|{node.Instrument}|{a}|{b}|{c}");
            digests[i] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 16);

            string Of(int operand) => operand < 0 ? "" : digests[operand];

            string[] Joined(int operand) =>
                program.Nodes[operand].Op == node.Op && program.Nodes[operand].Stream == node.Stream ? joined[operand] : [digests[operand]];
        }

        return digests;
    }

    // The operand that adding 0 or multiplying by 1 leaves as it is, to the bit: -0 is 0 in this language.
    private static int? Untouched(RuleProgram program, RuleNode node)
    {
        bool IsConstant(int operand, double value) => program.Nodes[operand].Op == RuleOp.Constant && program.Nodes[operand].Value == value;
        double neutral = node.Op is RuleOp.Add or RuleOp.Subtract ? 0 : 1;
        return node.Op switch
        {
            RuleOp.Add or RuleOp.Subtract or RuleOp.Multiply or RuleOp.Divide when IsConstant(node.B, neutral) => node.A,
            RuleOp.Add or RuleOp.Multiply when IsConstant(node.A, neutral) => node.B,
            _ => null,
        };
    }

    private readonly record struct NameMeaning(string Text, string Means);

    private static string Name(IndicatorInstance indicator) => $"{indicator.Definition.Name}({string.Join(",", indicator.Parameters.Select(NumberText.Format))})";
}
