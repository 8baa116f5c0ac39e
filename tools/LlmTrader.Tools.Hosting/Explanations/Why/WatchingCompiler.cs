using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>Watches every rule set that it compiles.</summary>
internal sealed class WatchingCompiler(IRuleSetCompiler compiler, InstrumentId instrument) : IRuleSetCompiler
{
    private readonly List<WatchedRuleSet> _sets = [];
    private bool _isCounting;

    public IReadOnlyList<WatchedRuleSet> Sets => _sets;

    public WatchedRuleSet Watch(IRuleSet ruleSet)
    {
        WatchedRuleSet watched = new(ruleSet, instrument);
        if (_isCounting) { watched.BeginCounting(); }
        _sets.Add(watched);
        return watched;
    }

    public void BeginCounting()
    {
        _isCounting = true;
        foreach (WatchedRuleSet set in _sets) { set.BeginCounting(); }
    }

    public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
    {
        bool compiles = compiler.TryCompile(source, out ruleSet, out error);
        if (compiles) { ruleSet = Watch(ruleSet!); }
        return compiles;
    }
}
