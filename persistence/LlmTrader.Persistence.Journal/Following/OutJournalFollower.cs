using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Following;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal;

/// <summary>As <see cref="JournalFollower"/>, for the <c>out</c> stream: a record comes once the events that it was derived from are durable.</summary>
public sealed class OutJournalFollower : IDisposable
{
    private readonly StreamFollower _stream;

    /// <inheritdoc cref="JournalFollower(JournalDirectory, FollowerOptions?)"/>
    public OutJournalFollower(JournalDirectory directory, FollowerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _stream = new StreamFollower(directory, StreamKind.Out, options ?? new FollowerOptions());
    }

    /// <summary>Of the last record delivered; several may have one sequence.</summary>
    public long LastSequence => _stream.LastSequence;

    /// <inheritdoc cref="JournalFollower.DurableSequence"/>
    public long DurableSequence => _stream.DurableSequence;

    /// <inheritdoc cref="JournalFollower.IsResumed"/>
    public bool IsResumed => _stream.IsResumed;

    /// <inheritdoc cref="JournalFollower.IsAtEnd"/>
    public bool IsAtEnd => _stream.IsAtEnd;

    /// <inheritdoc cref="JournalFollower.TryRead"/>
    public bool TryRead(ref OutRecord next)
    {
        while (_stream.HasBlock || _stream.TryNextBlock())
        {
            ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_stream.Content), _stream.Offset);
            int length = OutStreamRecord.Decode(ref record, _stream.Header.FirstSequence, ref next);
            if (_stream.Take(length, next.Sequence)) { return true; }
        }

        return false;
    }

    /// <inheritdoc cref="JournalFollower.Wait"/>
    public bool Wait(TimeSpan timeout, CancellationToken cancel = default) => _stream.Wait(timeout, cancel);

    /// <inheritdoc cref="JournalFollower.Checkpoint"/>
    public void Checkpoint() => _stream.Checkpoint();

    public void Dispose() => _stream.Dispose();
}
