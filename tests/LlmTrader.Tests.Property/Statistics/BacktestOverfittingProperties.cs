using LlmTrader.Strategies.Generation.Statistics;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Statistics;

/// <summary>Cross-validation against its plain twin, and on searches of which the truth is known.</summary>
public sealed class BacktestOverfittingProperties(ITestOutputHelper output)
{
    [Fact]
    public void The_estimate_is_that_of_every_half_written_out()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            int blocks = 2 * random.Next(1, 6);
            double[][] trials = Noise(random, random.Next(2, 12), random.Next(2 * blocks, (6 * blocks) + 5), drift: 0.1);
            List<double> plain = PlainOverfitting.Logits(trials, blocks);
            OverfittingEstimate estimate = BacktestOverfitting.Estimate(trials, blocks);
            Assert.Equal(plain.Count, estimate.Logits.Count);
            Assert.Equal(plain.Order(), estimate.Logits.Order(), (left, right) => Math.Abs(left - right) < 1e-9);   // The order of the splits is each one's own.
            Assert.Equal(plain.Count(logit => logit <= 0) / (double)plain.Count, estimate.Probability);
        }
    }

    [Fact]
    public void A_search_in_noise_is_overfit_every_other_time()
    {
        Random random = new(252);
        double mean = Enumerable.Range(0, 200).Average(_ => BacktestOverfitting.Estimate(Noise(random, 20, 200, 0), 10).Probability);
        output.WriteLine($"mean PBO of 200 searches in noise: {mean:F3}");
        Assert.InRange(mean, 0.45, 0.55);
    }

    [Fact]
    public void A_trial_that_is_better_in_every_period_is_no_overfit()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            double[][] trials = Noise(new(seed), 15, 120, 0);
            for (int i = 0; i < trials[7].Length; i++) { trials[7][i] = trials.Max(trial => trial[i]) + 0.01; }
            OverfittingEstimate estimate = BacktestOverfitting.Estimate(trials, 12);
            Assert.True(estimate.Probability == 0, $"seed {seed}: {estimate.Probability}");
            Assert.All(estimate.Logits, logit => Assert.Equal(Math.Log(15), logit, 9));   // Always the best of 15: w = 15/16.
        }
    }

    // What is gained in one half is lost in the other when every trial comes to nothing in the end.
    [Fact]
    public void Trials_that_come_to_nothing_are_overfit()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            double[][] trials = Noise(new(seed), 10, 160, 0);
            foreach (double[] trial in trials)
            {
                double mean = trial.Average();
                for (int i = 0; i < trial.Length; i++) { trial[i] -= mean; }
            }

            OverfittingEstimate estimate = BacktestOverfitting.Estimate(trials, 10);
            Assert.InRange(estimate.Probability, 0.9, 1);
            Assert.InRange(estimate.ProbabilityOfLoss, 0.95, 1);   // All but the splits in which none of ten gained anything.
        }
    }

    [Fact]
    public void Equals_share_their_rank_and_the_first_is_chosen()
    {
        double[] one = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i * i))];
        OverfittingEstimate same = BacktestOverfitting.Estimate([one, one, one], 4);
        Assert.All(same.Logits, logit => Assert.Equal(0, logit));
        Assert.Equal(1, same.Probability);
    }

    [Fact]
    public void Trials_that_never_trade_count_as_nothing()
    {
        double[] up = [.. Enumerable.Range(0, 40).Select(i => 0.01 + (0.001 * Math.Sin(i)))];
        OverfittingEstimate estimate = BacktestOverfitting.Estimate([new double[40], up, new double[40]], 8);
        Assert.Equal(0, estimate.Probability);
        Assert.Equal(0, estimate.ProbabilityOfLoss);
    }

    [Fact]
    public void What_can_not_be_estimated_is_refused()
    {
        double[][] trials = Noise(new(1), 3, 40, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => BacktestOverfitting.Estimate(trials, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => BacktestOverfitting.Estimate(trials, 22));
        Assert.Throws<ArgumentException>(() => BacktestOverfitting.Estimate([trials[0]], 4));
        Assert.Throws<ArgumentException>(() => BacktestOverfitting.Estimate([trials[0], trials[1][..39]], 4));
        Assert.Throws<ArgumentException>(() => BacktestOverfitting.Estimate([.. trials.Select(trial => trial[..15])], 8));
    }

    private static double[][] Noise(Random random, int trials, int periods, double drift) =>
        [.. Enumerable.Range(0, trials).Select(_ => (Drift: drift * PlainNormal.Draw(random), Values: Enumerable.Range(0, periods).Select(_ => PlainNormal.Draw(random)).ToArray()))
            .Select(trial => trial.Values.Select(value => value + trial.Drift).ToArray())];
}
