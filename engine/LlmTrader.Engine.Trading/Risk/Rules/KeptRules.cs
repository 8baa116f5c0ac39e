using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What the rules that an order has kept saw, in order, until it is recorded in one go: asking and recording in turn would put
/// everything that either of them holds in registers onto the stack and back, once per rule.
/// </summary>
/// <param name="capacity">All rules.</param>
internal sealed class KeptRules(int capacity)
{
    private readonly Kept[] _kept = new Kept[capacity];
    private int _count;

    public bool IsEmpty => _count == 0;

    public ReadOnlySpan<Kept> All => _kept.AsSpan(0, _count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int rule, long observed, long limit)
    {
        ref Kept kept = ref _kept[_count++];
        kept.Observed = observed;
        kept.Limit = limit;
        kept.Rule = rule;
    }

    public void Clear() => _count = 0;

    internal struct Kept
    {
        public long Observed;
        public long Limit;
        public int Rule;
    }
}
