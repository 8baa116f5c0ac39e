using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>Makes a moving-average cross of a number: no two numbers have the same periods.</summary>
internal sealed class CrossCompiler(EngineOptions options) : IRuleSetCompiler
{
    public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
    {
        int number = int.Parse(source, CultureInfo.InvariantCulture);
        ruleSet = new MovingAverageCross(
            new MovingAverageCrossOptions { Fast = 10 + (number % 16), Slow = 30 + (number / 16), Bar = options.Bars.Specs[0], Quantity = "0.01" }, options.Instruments, options.Bars.Specs);
        error = null;
        return true;
    }
}
