namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>What combinatorially symmetric cross-validation found; see <see cref="BacktestOverfitting"/>.</summary>
/// <param name="Probability">PBO: the share of splits in which the best of one half is, in the other, no better than the median.</param>
/// <param name="ProbabilityOfLoss">The share of splits in which the best of one half has a ratio below 0 in the other.</param>
/// <param name="Logits">ln(w / (1 - w)) of each split, w being the relative rank of the chosen one; in the order of the splits.</param>
public sealed record OverfittingEstimate(double Probability, double ProbabilityOfLoss, IReadOnlyList<double> Logits);
