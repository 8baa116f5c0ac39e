using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>A compiler that remembers what it made, so that the counts of each version can be read when the run is over.</summary>
public sealed class RecordingRuleSetCompiler(IRuleSetCompiler compiler) : IRuleSetCompiler
{
    private readonly List<Compilation> _made = [];

    /// <summary>One for each source that was staged, in order. Read it when the engine has stopped.</summary>
    public IReadOnlyList<Compilation> Made => _made;

    public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
    {
        long start = Stopwatch.GetTimestamp();
        bool compiles = compiler.TryCompile(source, out ruleSet, out error);
        _made.Add(new Compilation(ruleSet, error, Stopwatch.GetElapsedTime(start)));
        return compiles;
    }

    /// <summary>What became of one source.</summary>
    /// <param name="RuleSet">Null when it does not compile.</param>
    /// <param name="Error">Why it does not; null when it does.</param>
    /// <param name="Took">Wall time, beside the hot path.</param>
    public sealed record Compilation(IRuleSet? RuleSet, string? Error, TimeSpan Took);
}
