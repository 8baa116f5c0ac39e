using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Property.Acceptance;
using LlmTrader.Tests.Property.RuleExecution;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Property.Proposals;

/// <summary>The local search proposes what is best of what it tried, the same for the same seed, with all that acceptance asks of it.</summary>
public sealed class LocalProposerTests
{
    private const string Btc = "BTCUSDT.BINANCE";

    private static readonly Dictionary<string, double> Goals = new() { ["fast"] = 20, ["slow"] = 100, ["strength"] = 30, ["length"] = 100 };

    [Fact]
    public async Task On_an_engine_run_history_the_same_seed_gives_the_same_proposal_on_any_number_of_threads_and_acceptance_takes_it()
    {
        SweepHistory history = DailyMarket.Trending(seed: 3, days: 1_500);
        TrialBook trials = new();
        AcceptanceRunner runner = new(history, new AcceptanceThresholds(), trials, new HoldOutBook(), parallelism: 2);
        IMarketHistory searched = CountedHistory.ForSearch(history, runner.Division, trials);
        RuleTemplate[] templates = [.. new[] { "moving-average-cross", "rsi-reversion", "donchian-turtle" }.Select(Daily)];
        async Task<Proposal> ProposeAsync(int threads, ulong seed) =>
            await new LocalProposer(templates, new LocalProposerOptions { Trials = 60, MinimumTrades = 3, Threads = threads }).ProposeAsync(Request(searched, seed), CancellationToken.None);

        Proposal one = await ProposeAsync(threads: 1, seed: 5), many = await ProposeAsync(threads: 4, seed: 5), other = await ProposeAsync(threads: 4, seed: 6);
        Assert.True(one.Candidate is not null, one.Reason);
        Assert.Equal(one.Candidate.Source, many.Candidate!.Source);
        Assert.Equal(one.Trials.Select(trial => trial.CandidateHash), many.Trials.Select(trial => trial.CandidateHash));
        Assert.Equal(one.Trials.SelectMany(trial => trial.Returns), many.Trials.SelectMany(trial => trial.Returns));
        Assert.NotEqual(one.Trials.Select(trial => trial.CandidateHash), other.Trials.Select(trial => trial.CandidateHash));

        HashSet<string> tried = [.. one.Trials.Concat(other.Trials).Select(trial => trial.CandidateHash)];
        Assert.Equal(tried.Count, trials.Count(DataWindow.Of(history, runner.Division.InSample)));    // Nothing was looked at that is not counted.
        Assert.Contains(one.Candidate.Hash, tried);
        AcceptanceReport report = runner.Judge(one.ToAcceptance(seed: 5));    // Throws when the trials are not of the candidate's window, or say of it what a run does not.
        Assert.NotEmpty(report.Gates);
    }

    [Theory]
    [InlineData(ProposalMethod.Tpe)]
    [InlineData(ProposalMethod.Random)]
    public async Task The_candidate_is_the_best_that_was_tried_with_its_parameters_fixed_and_its_universe_set(ProposalMethod method)
    {
        CurveHistory history = new(Goals, Btc, "ETHUSDT.BINANCE");
        LocalProposer proposer = new(RuleTemplate.Shipped, new LocalProposerOptions { Trials = 400, Method = method });
        Proposal proposal = await proposer.ProposeAsync(Request(history, seed: 1), CancellationToken.None);
        Candidate candidate = proposal.Candidate!;
        Assert.Equal(proposal.Trials.Max(trial => trial.Returns.Average()), proposal.Trials.First(trial => trial.CandidateHash == candidate.Hash).Returns.Average());
        RuleReading reading = RuleText.Read(candidate.Source);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        Assert.Equal(candidate.Hash, RuleText.Id(reading.Document!));
        Assert.Equal(candidate.Source, RuleText.Format(reading.Document!));
        Assert.Equal([Btc], reading.Document!.Universe.AsEnumerable());    // What was observed; the other one is in the history alone.
        Assert.All(reading.Document.Parameters, parameter => Assert.True(parameter.Minimum == parameter.Maximum && parameter.Default == parameter.Minimum));
        Assert.All(candidate.Parameters, chosen => Assert.Equal(chosen.Value, reading.Document.Parameters.Single(parameter => parameter.Name == chosen.Key).Default));
        Assert.Equal(($"local/{method.ToString().ToLowerInvariant()}", "1"), (candidate.Proposer, candidate.ProposerVersion));
        Assert.Equal(CanonicalObservation.Hash(Observe(Btc)), candidate.ObservationHash);
        Assert.True(history.Runs <= 400, $"{history.Runs} runs");
        Assert.Contains(RuleTemplate.Shipped, template => template.Name == candidate.Template);
    }

    [Fact]
    public async Task A_grid_tries_every_point_once_or_says_before_that_there_are_too_many()
    {
        CurveHistory history = new(Goals, Btc);
        RuleTemplate template = RuleTemplate.Shipped.Single(one => one.Name == "macd-adx");
        Proposal proposal = await new LocalProposer([template], new LocalProposerOptions { Method = ProposalMethod.Grid, Trials = 26 }).ProposeAsync(Request(history, seed: 1), CancellationToken.None);
        Proposal next = await new LocalProposer([template], new LocalProposerOptions { Method = ProposalMethod.Grid, Trials = 26 }).ProposeAsync(Request(new CurveHistory(Goals, Btc), seed: 1) with { Spent = new HashSet<string> { proposal.Candidate!.Hash } }, CancellationToken.None);
        Assert.Equal((29, 26), (next.Candidate!.Parameters["strength"], next.Trials.Count));    // What was there before is tried and told, and not proposed.
        Assert.Equal((26, 26, 30), (history.Runs, proposal.Trials.Select(trial => trial.CandidateHash).Distinct().Count(), proposal.Candidate!.Parameters["strength"]));
        Assert.Contains("26", Assert.Throws<ArgumentException>(() => new LocalProposer([template], new LocalProposerOptions { Method = ProposalMethod.Grid, Trials = 25 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_universe_is_what_was_named_or_what_was_observed_up_to_the_limit_in_one_currency()
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"S{i:D3}USDT.X")];
        CurveHistory history = new(Goals, [.. names, "600519.SSE"]);
        Observation observation = Observe([.. names, "600519.SSE"]);
        LocalProposer proposer = new([Daily("donchian-turtle")], new LocalProposerOptions { Trials = 3 });
        async Task<IReadOnlyList<string>> UniverseAsync(params string[] universe) =>
            (await proposer.ProposeAsync(new ProposalRequest { Observation = observation, History = history, Seed = 1, Universe = universe }, CancellationToken.None)).Candidate!.Document.Universe;
        Assert.Equal(names.Take(200), await UniverseAsync());
        Assert.Equal(["S001USDT.X", "S250USDT.X"], await UniverseAsync("S250USDT.X", "S001USDT.X", "600519.SSE"));
        Assert.Equal(["600519.SSE"], await UniverseAsync("600519.SSE"));
        Proposal none = await proposer.ProposeAsync(new ProposalRequest { Observation = observation, History = history, Seed = 1, Universe = ["AAPL.XNAS"] }, CancellationToken.None);
        Assert.Null(none.Candidate);
        Assert.Contains("universe", none.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_round_trips_nothing_is_proposed_and_all_trials_are_told()
    {
        Proposal proposal = await new LocalProposer([Daily("donchian-turtle")], new LocalProposerOptions { Trials = 7 }).ProposeAsync(Request(new CurveHistory(new Dictionary<string, double>(), Btc), seed: 1), CancellationToken.None);
        Assert.Equal((null, 7), (proposal.Candidate, proposal.Trials.Count));
        Assert.Contains("None of 7 trials", proposal.Reason, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => proposal.ToAcceptance(1));
    }

    [Fact]
    public void The_ten_shipped_templates_are_those_of_the_repository_and_can_be_fixed()
    {
        Assert.Equal(ShippedRuleSets.Names.Order(StringComparer.Ordinal), RuleTemplate.Shipped.Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal(10, RuleTemplate.Shipped.Count);
        Assert.All(RuleTemplate.Shipped, template => Assert.Equal([Btc], template.Fix(new Dictionary<string, double>(), [Btc])!.Universe.AsEnumerable()));
    }

    [Fact]
    public void What_can_not_be_searched_is_told()
    {
        Assert.Contains("mine.yaml:1:1: error", Assert.Throws<ArgumentException>(() => RuleTemplate.Read("name: a\nbarr: 1h\n", "mine.yaml")).Message, StringComparison.Ordinal);
        Assert.Contains("donchian-turtle", Assert.Throws<ArgumentException>(() => new LocalProposer([Daily("donchian-turtle"), Daily("donchian-turtle")], new LocalProposerOptions())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LocalProposer([], new LocalProposerOptions()));
        Assert.Contains("Trials", Assert.Throws<ArgumentException>(() => new LocalProposer(RuleTemplate.Shipped, new LocalProposerOptions { Trials = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("10 templates", Assert.Throws<ArgumentException>(() => new LocalProposer(RuleTemplate.Shipped, new LocalProposerOptions { Trials = 9 })).Message, StringComparison.Ordinal);
    }

    // Lengths that are no whole numbers: the trial fails and the search goes on.
    [Fact]
    public async Task Parameters_that_do_not_go_together_are_a_failed_trial()
    {
        RuleTemplate template = RuleTemplate.Read("name: odd\nbar: 1d\nparams:\n  length: {default: 2, min: 2, max: 4, step: 0.5}\nentry_long: close > sma(close, length)\nexit_long: close < sma(close, length)\nsizing: {percent_of_equity: 10}\n", "odd.yaml");
        CurveHistory history = new(Goals, Btc);
        Proposal proposal = await new LocalProposer([template], new LocalProposerOptions { Method = ProposalMethod.Grid, Trials = 5 }).ProposeAsync(Request(history, seed: 1), CancellationToken.None);
        Assert.Equal((3, 3, 4), (history.Runs, proposal.Trials.Count, proposal.Candidate!.Parameters["length"]));
    }

    private static RuleTemplate Daily(string name) => RuleTemplate.Read(RuleText.Format(ShippedRuleSets.Read(name).Document! with { Bar = Engine.Core.BarSpec.Parse("1d") }), name);

    private static ProposalRequest Request(IMarketHistory history, ulong seed) => new() { Observation = Observe(Btc), History = history, Seed = seed };

    private static Observation Observe(params string[] names) => ObservationBuilder.Build(new ObservationFacts
    {
        Instruments = [.. names.Select(name => new InstrumentFacts { Name = name, Kind = "spot", Quote = name.Contains("USDT", StringComparison.Ordinal) ? "USDT" : "CNY", Status = "continuous", TickSize = 0.01m, LotSize = 0.001m })],
    });
}
