using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>A risk gate that was loaded from a snapshot is the one that was saved, in every field, and judges alike from there on.</summary>
public class RiskSnapshotTests
{
    private static readonly HashSet<string> NoState =
    [
        "Flattener._port", "OrderTracker.port", "RiskRecorder.records",   // Ways out of the stage.
        "RiskMeasure._ofAccount", "RiskMeasure._ofStrategy",              // Of the order that is being judged; made anew for each.
        "PortfolioView._portfolio", "PortfolioView._holder", "PortfolioView.Now",   // Where it points while a condition looks.
        "OrderRules._kept",                                               // Of the order that is being judged, too.
        "RecentOrders._found", "RecentOrders._place", "PeriodClock._start", "PeriodClock._period",   // Remembered answers, found again.
        "ActiveRule.Condition",                                           // A pure function of what it is shown: only working memory.
    ];

    [Fact]
    public void A_loaded_gate_has_every_field_and_judges_alike()
    {
        Dictionary<string, int> seen = [];
        for (int seed = 1; seed <= 24; seed++)
        {
            RiskScene scene = new(seed);
            for (int step = 0; step < 600; step++)
            {
                scene.Step($"seed {seed}, step {step}");
                if (scene.Random.Next(25) > 0) { continue; }
                Look(scene, seen);
                RiskSide from = scene.Sides[scene.Random.Next(scene.Sides.Count)];
                RiskSide loaded = scene.NewSide();
                SnapshotCopy.Copy(from.Gate, loaded.Gate);
                Same(from, loaded, $"seed {seed}, step {step}");
                if (scene.Sides.Count > 2) { scene.Sides.RemoveAt(1); }
                scene.Sides.Add(loaded);
            }

            foreach (RiskSide other in scene.Sides.Skip(1)) { Same(scene.Sides[0], other, $"seed {seed}, at the end"); }
        }

        // Snapshots must have been taken in the middle of what is hard to keep.
        string what = string.Join(", ", seen.Select(pair => $"{pair.Value} {pair.Key}"));
        Assert.True(seen.Count == 8 && seen.Values.All(count => count > 10), what);
    }

    private static void Look(RiskScene scene, Dictionary<string, int> seen)
    {
        RiskGate gate = scene.Gate;
        Count("with several orders", gate.OpenOrders > 4);
        Count("with unanswered changes", scene.Changing > 0);
        Count("with partial fills", scene.PartlyFilled > 0);
        Count("with groups", scene.InGroups > 1);
        Count("killed", gate.Kill.IsKilled);
        Count("flattening", gate.Kill.IsFlattening);
        Count("with unclosed positions", gate.Kill.Unclosed > 0);
        Count("with dropped verdicts", gate.DroppedRecords > 0);

        void Count(string what, bool holds)
        {
            if (holds) { seen[what] = seen.GetValueOrDefault(what) + 1; }
        }
    }

    private static void Same(RiskSide left, RiskSide right, string where)
    {
        IReadOnlyList<string> differences = StateComparer.Differences(left.Gate, right.Gate, NoState);
        Assert.True(differences.Count == 0, $"{where}: {string.Join("; ", differences)}");
    }

    [Theory]
    [InlineData(0, "orders by id")]
    [InlineData(1, "risk rule 2")]
    [InlineData(2, "risk rule 6")]
    [InlineData(3, "risk ledger")]
    public void A_gate_of_another_configuration_does_not_load(int change, string section)
    {
        RiskScene scene = new(2);
        for (int step = 0; step < 200; step++) { scene.Step($"step {step}"); }
        RiskSide other = Other(change, scene);
        SnapshotFormatException error = Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(scene.Gate, other.Gate));
        Assert.Contains(section, error.Message, StringComparison.Ordinal);
    }

    private static RiskSide Other(int change, RiskScene scene) => change switch
    {
        0 => scene.NewSide(scene.Options with { MaxOpenOrders = 32 }),
        1 => scene.NewSide(scene.Options with { Rules = [.. scene.Options.Rules.Where(rule => rule.Id != 2)] }),
        2 => scene.NewSide(scene.Options with { Rules = [.. scene.Options.Rules.Select(rule => rule.Id == 6 ? rule with { Kind = RiskRuleKind.OrderQuantity } : rule)] }),
        _ => scene.NewSide(scene.Options, accounts: 1),
    };
}
