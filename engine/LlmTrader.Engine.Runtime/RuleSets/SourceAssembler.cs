using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Puts the pieces of one source together. A piece at offset 0 begins a new one; any other must follow the last.</summary>
public sealed class SourceAssembler : ISnapshotState
{
    private readonly byte[] _bytes = new byte[RuleSetSource.MaxLength];
    private int _setId;
    private int _length;

    public RuleSetCode Add(in RuleSetSource piece)
    {
        if (piece.Offset == 0) { (_setId, _length) = (piece.SetId, 0); }
        bool follows = piece.SetId == _setId && piece.Offset == _length && piece.Length is > 0 and <= SourceText.Capacity;
        if (!follows) { return RuleSetCode.SourceIncomplete; }
        if (_length + piece.Length > _bytes.Length) { return RuleSetCode.SourceTooLong; }

        ((ReadOnlySpan<byte>)piece.Text)[..piece.Length].CopyTo(_bytes.AsSpan(_length));
        _length += piece.Length;
        return RuleSetCode.None;
    }

    /// <summary>Whether all of the source is here.</summary>
    public bool TryGet(int setId, int length, out ReadOnlySpan<byte> source)
    {
        source = _bytes.AsSpan(0, _length);
        return _length > 0 && setId == _setId && length == _length;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("rule-set source");
        transfer.Value(ref _setId);
        transfer.Used(_bytes, ref _length);
    }
}
