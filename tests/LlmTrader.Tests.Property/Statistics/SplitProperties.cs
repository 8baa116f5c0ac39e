using FsCheck;
using FsCheck.Fluent;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Tests.Property.Statistics;

/// <summary>Nothing that is learned from knows of what it is tested on, however samples and windows lie.</summary>
public sealed class SplitProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static readonly Gen<(LabelSpan[] Samples, int Folds, int Embargo)> Cases =
        from steps in Gen.Choose(0, 4).NonEmptyListOf()
        from lengths in Gen.Choose(0, 12).ListOf(steps.Count + 3)
        from folds in Gen.Choose(2, steps.Count + 2)
        from embargo in Gen.Choose(0, 6)
        select (Spans([1, 2, 0, .. steps], lengths), Math.Min(folds, steps.Count + 3), embargo);

    [Fact]
    public void No_training_sample_overlaps_with_its_test_or_follows_within_the_embargo() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        foreach (Fold fold in PurgedFolds.Of(one.Samples, one.Folds, one.Embargo))
        {
            LabelSpan test = new(fold.Test.Min(i => one.Samples[i].Start), fold.Test.Max(i => one.Samples[i].End));
            foreach (int i in fold.Train)
            {
                LabelSpan sample = one.Samples[i];
                for (long time = sample.Start; time <= sample.End; time++)
                {
                    if (time >= test.Start && time <= test.End) { return false; }
                }

                if (i > fold.Test[^1] && i <= fold.Test[^1] + one.Embargo) { return false; }
            }
        }

        return true;
    }).Check(Many);

    [Fact]
    public void The_tests_are_a_partition_and_only_what_must_go_goes() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        IReadOnlyList<Fold> folds = PurgedFolds.Of(one.Samples, one.Folds, one.Embargo);
        int[] sizes = [.. folds.Select(fold => fold.Test.Count)];
        return folds.SelectMany(fold => fold.Test).SequenceEqual(Enumerable.Range(0, one.Samples.Length))
            && sizes.Max() - sizes.Min() <= 1
            && folds.All(fold => fold.Train.SequenceEqual(Plain(one.Samples, fold.Test, one.Embargo)));
    }).Check(Many);

    [Fact]
    public void Walking_forward_tests_everything_behind_the_first_training_once_and_learns_from_the_past_alone() => Prop.ForAll(
        (from start in Gen.Choose(-1_000, 1_000)
         from length in Gen.Choose(2_000, 1_000_000)
         from splits in Gen.Choose(1, 20)
         from share in Gen.Choose(10, 90)
         from purge in Gen.Choose(0, 60)
         from embargo in Gen.Choose(0, 60)
         from anchored in Gen.Elements(true, false)
         select (new HistoryWindow(new(start), new(start + length)),
             new WalkForwardPlan { Splits = splits, TrainShare = share / 100.0, Purge = new(purge), Embargo = new(embargo), IsAnchored = anchored })).ToArbitrary(), one =>
        {
            (HistoryWindow window, WalkForwardPlan plan) = one;
            IReadOnlyList<WalkForwardSplit> splits = WalkForward.Splits(window, plan);
            Duration gap = new(plan.Purge.Nanoseconds + plan.Embargo.Nanoseconds);
            return splits.Count == plan.Splits && splits[^1].Test.End == window.End && splits[0].Train.Start == window.Start
                && splits.Zip(splits.Skip(1)).All(pair => pair.First.Test.End == pair.Second.Test.Start)
                && splits.Max(split => split.Test.Length.Nanoseconds) - splits.Min(split => split.Test.Length.Nanoseconds) <= 1
                && splits.All(split => split.Train.End + gap == split.Test.Start && split.Train.Length > Duration.Zero)
                && (plan.IsAnchored ? splits.All(split => split.Train.Start == window.Start) : splits.All(split => split.Train.Length == splits[0].Train.Length));
        }).Check(Many);

    [Fact]
    public void A_window_without_room_is_refused()
    {
        HistoryWindow window = new(new(0), new(100));
        Assert.Throws<ArgumentException>(() => WalkForward.Splits(window, new() { Purge = new(50) }));
        Assert.Throws<ArgumentException>(() => WalkForward.Splits(window, new() { Splits = 60 }));
        Assert.Throws<ArgumentException>(() => WalkForward.Splits(window, new() { TrainShare = 1 }));
    }

    [Fact]
    public void Efficiency_is_the_return_kept_of_the_return_promised()
    {
        Assert.Equal(0.5, WalkForward.Efficiency(0.2, 0.1));
        Assert.Null(WalkForward.Efficiency(0, 0.1));
        Assert.Equal(0.21, WalkForward.Annualised(0.1, 0.5), 12);
        Assert.Equal(-1, WalkForward.Annualised(-1, 3));
    }

    private static LabelSpan[] Spans(List<int> steps, IEnumerable<int> lengths)
    {
        long at = 0;
        return [.. steps.Zip(lengths).Select(pair => new LabelSpan(at += pair.First, at + pair.Second))];
    }

    private static List<int> Plain(LabelSpan[] samples, IReadOnlyList<int> test, int embargo)
    {
        long from = test.Min(i => samples[i].Start);
        long to = test.Max(i => samples[i].End);
        bool Touches(int i) => samples[i].Start <= to && samples[i].End >= from;
        int lastTouching = Enumerable.Range(0, samples.Length).Where(Touches).Max();
        return [.. Enumerable.Range(0, samples.Length).Where(i => !test.Contains(i) && !Touches(i) && (i < test[0] || i > lastTouching + embargo))];
    }
}
