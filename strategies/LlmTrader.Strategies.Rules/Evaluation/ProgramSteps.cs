using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>
/// What of a program is in its machine code. Constants are not, since code reads them from their slots, nor are the parameters of indicators:
/// programs that differ in these alone take the same steps, as the parameter sets of a search mostly do.
/// </summary>
internal sealed class ProgramSteps : IEquatable<ProgramSteps>
{
    private const int NumbersOfNode = 9;

    private readonly int[] _numbers;
    private readonly IndicatorDefinition[] _indicators;
    private readonly int _streams;
    private readonly int _hash;

    public ProgramSteps(RuleProgram program)
    {
        bool[] kept = ProgramLayout.Kept(program);
        _numbers = new int[NumbersOfNode * program.Nodes.Length];
        var hash = default(HashCode);
        for (int i = 0; i < kept.Length; i++)
        {
            RuleNode node = program.Nodes[i];
            ReadOnlySpan<int> numbers = [(int)node.Op, (int)node.Type, node.Stream, node.A, node.B, node.C, node.Argument, node.HistoryLength, (node.IsLive ? 2 : 0) | (kept[i] ? 1 : 0)];
            numbers.CopyTo(_numbers.AsSpan(NumbersOfNode * i));
        }

        _indicators = [.. program.Indicators.Select(instance => instance.Definition)];
        _streams = program.Streams.Length;
        foreach (int number in _numbers) { hash.Add(number); }
        _hash = hash.ToHashCode();
    }

    public bool Equals(ProgramSteps? other) =>
        other is not null && _hash == other._hash && _streams == other._streams && _numbers.AsSpan().SequenceEqual(other._numbers) && _indicators.SequenceEqual(other._indicators);

    public override bool Equals(object? obj) => Equals(obj as ProgramSteps);

    public override int GetHashCode() => _hash;
}
