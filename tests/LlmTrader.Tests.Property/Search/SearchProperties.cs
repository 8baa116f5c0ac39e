using FsCheck;
using FsCheck.Fluent;
using LlmTrader.Strategies.Generation.Search;

namespace LlmTrader.Tests.Property.Search;

public sealed class SearchProperties
{
    [Fact]
    public void A_grid_has_every_point_once() => Prop.ForAll(Gen.ArrayOf(Gen.Choose(2, 9), 3).ToArbitrary(), sizes =>
    {
        ParameterSpace space = SearchSpaces.Of(sizes);
        IReadOnlyList<SearchTrial> trials = SearchSpaces.Run(new GridSearch(space, limit: 1_000), 10_000, _ => 0);
        Assert.Equal(sizes[0] * sizes[1] * sizes[2], space.Size);
        Assert.Equal(space.Size, trials.Count);
        Assert.Equal(space.Size, trials.Select(trial => trial.Point).Distinct().Count());
        Assert.All(trials, trial => Assert.All(trial.Point.Places.Zip(sizes), pair => Assert.InRange(pair.First, 0, pair.Second - 1)));
        Assert.Equal(Enumerable.Range(0, trials.Count), trials.Select(trial => trial.Number));
        Assert.Throws<ArgumentException>(() => new GridSearch(space, space.Size - 1));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_seed_chooses_the_same_on_any_number_of_threads_and_nothing_twice(bool isRandom) => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(2, 10).ToArbitrary(), (seed, size) =>
    {
        ParameterSpace space = SearchSpaces.Of(5, 4, size);
        IReadOnlyList<SearchTrial> alone = SearchSpaces.Run(Method(), 60, Score);
        List<SearchTrial> told = [];
        IReadOnlyList<SearchTrial> together = SearchSpaces.Run(Method(), 60, point => { Thread.SpinWait(point.GetHashCode() & 0xFFFF); return Score(point); }, threads: 4, onTrial: told.Add);
        Assert.Equal(alone, together);
        Assert.Equal(alone, told);   // In the order of their numbers.
        Assert.Equal(Math.Min(60, space.Size), alone.Count);   // To the last point of a small space.
        Assert.Equal(alone.Count, alone.Select(trial => trial.Point).Distinct().Count());

        ISearchMethod Method() => isRandom ? new RandomSearch(space, (ulong)seed) : new TpeSearch(space, (ulong)seed);
        double? Score(SearchPoint point) => point.Places[0] == 3 ? null : -Math.Abs(point.Places[1] - 2) + (0.1 * point.Places[2]);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_that_was_broken_off_goes_on_where_it_was(bool isRandom) => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 50).ToArbitrary(), (seed, kept) =>
    {
        ParameterSpace space = SearchSpaces.Of(9, 9, 9);
        IReadOnlyList<SearchTrial> whole = SearchSpaces.Run(Method(), 50, Score);
        int evaluated = 0;
        IReadOnlyList<SearchTrial> known = [.. whole.Take(kept)];
        IReadOnlyList<SearchTrial> resumed = SearchSpaces.Run(Method(), 50, point => { evaluated++; return Score(point); }, known: known);
        Assert.Equal(whole, resumed);
        Assert.Equal(50 - known.Count, evaluated);
        if (known.Count > 0) { Assert.Throws<ArgumentException>(() => SearchSpaces.Run(new TpeSearch(space, 1), 50, Score, known: [known[0] with { Point = new([8, 8, 8]) }])); }

        ISearchMethod Method() => isRandom ? new RandomSearch(space, (ulong)seed) : new TpeSearch(space, (ulong)seed);
        double? Score(SearchPoint point) => -Math.Pow(point.Places[0] - 4, 2) - point.Places[1] + point.Places[2];
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parzen_estimators_beat_chance_on_a_smooth_hill()
    {
        ParameterSpace space = SearchSpaces.Of(41, 41, 41, 41);
        List<double> tpe = [], random = [];
        for (ulong seed = 0; seed < 31; seed++)
        {
            ulong shift = seed;
            tpe.Add(Best(new TpeSearch(space, seed)));
            random.Add(Best(new RandomSearch(space, seed)));

            double Best(ISearchMethod method) => SearchSpaces.Run(method, 120, point => Hill(point, shift)).Max(trial => trial.Result.Score!.Value);
        }

        double gain = Median(tpe) - Median(random);
        Assert.True(gain > 0.1, $"tpe {Median(tpe)}, random {Median(random)}");
        Assert.True(tpe.Zip(random).Count(pair => pair.First > pair.Second) > 23);

        // 0 at its top, elsewhere less; the top lies elsewhere for each seed.
        static double Hill(SearchPoint point, ulong shift) => -point.Places.Select((place, i) => Math.Pow((place - 8 - (int)((shift * 7 + (ulong)i * 5) % 25)) / 10.0, 2)).Sum();

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    [Fact]
    public void A_failure_ends_a_search_and_is_told_once()
    {
        ParameterSpace space = SearchSpaces.Of(20, 20);
        int told = 0;
        Assert.Throws<IOException>(() => SearchSpaces.Run(new RandomSearch(space, 1), 100, _ => 1, threads: 4, onTrial: trial => { told++; if (trial.Number == 5) { throw new IOException("full"); } }));
        Assert.Equal(6, told);
        Assert.Throws<InvalidOperationException>(() => SearchSpaces.Run(new RandomSearch(space, 1), 100, _ => throw new InvalidOperationException("bug"), threads: 4));
    }

    [Fact]
    public void The_parameter_that_matters_is_found()
    {
        ParameterSpace space = SearchSpaces.Of(10, 10, 10);
        IReadOnlyList<SearchTrial> trials = SearchSpaces.Run(new RandomSearch(space, 4), 300, point => (2 * point.Places[1]) + point.Places[2]);
        IReadOnlyList<double> shares = ParameterImportance.Of(space, [.. trials.Select(trial => new ScoredPoint(trial.Point, trial.Result.Score))]);
        Assert.InRange(shares[0], 0, 0.05);
        Assert.InRange(shares[1], 0.7, 0.9);    // 4 of 5 parts of the variance.
        Assert.InRange(shares[2], 0.1, 0.3);
        Assert.All(ParameterImportance.Of(space, []), share => Assert.Equal(0, share));
    }

    [Fact]
    public void Values_are_those_that_a_person_would_write()
    {
        ParameterSpace space = SearchSpaces.Of(3, 4);
        Assert.Equal(new double[] { 0, 0.5, 1 }, space.Dimensions[0].Values.AsSpan().ToArray());
        Assert.Equal(12, space.Size);
        Assert.Equal(new Dictionary<string, double> { ["a"] = 0.5, ["b"] = 1.5 }, space.ValuesAt(space.At(7)));
        Assert.Contains("has nothing to vary", Assert.Throws<ArgumentException>(() => ParameterSpace.Of(SearchSpaces.Document(1))).Message, StringComparison.Ordinal);
    }
}
