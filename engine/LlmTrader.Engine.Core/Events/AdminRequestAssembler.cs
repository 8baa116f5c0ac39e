namespace LlmTrader.Engine.Core;

/// <summary>
/// Puts the pieces of requests together again, for who reads a journal. A piece at offset 0 begins a request; a request whose
/// pieces don't follow each other, as when a run was cut off between them, is dropped.
/// </summary>
public sealed class AdminRequestAssembler
{
    private readonly byte[] _bytes = new byte[AdminRequest.MaxLength];
    private long _id;
    private int _length;

    /// <summary>Whether a request has begun of which pieces are missing.</summary>
    public bool IsOpen => _id > 0;

    /// <summary>Takes in the next piece of the journal. The request when this was its last piece, else null.</summary>
    public AuditedRequest? Add(in AdminRequest piece)
    {
        if (piece.Offset == 0) { (_id, _length) = (piece.RequestId, 0); }
        bool follows = piece.RequestId == _id && piece.Offset == _length && piece.Length is > 0 and <= SourceText.Capacity
            && _length + piece.Length <= Math.Min(piece.TotalLength, _bytes.Length);
        if (!follows)
        {
            Drop();
            return null;
        }

        ((ReadOnlySpan<byte>)piece.Text)[..piece.Length].CopyTo(_bytes.AsSpan(_length));
        _length += piece.Length;
        if (_length < piece.TotalLength) { return null; }
        long id = _id;
        Drop();
        return AdminRequests.Read(id, _bytes.AsSpan(0, _length));
    }

    /// <summary>Forgets the request that has begun, if one has: the run that wrote it has ended.</summary>
    public void Drop() => _id = 0;
}
