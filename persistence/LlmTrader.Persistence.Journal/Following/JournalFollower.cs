using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Following;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// Follows the <c>in</c> stream while another process writes it, across segments: every event once it is durable, in order,
/// from a checkpoint on. It only reads, takes no lock and makes no sound that the writer could hear.
/// </summary>
/// <remarks>
/// What it delivers is never cut off by a recovery, as nothing that was not durable is delivered. (In mode async what was
/// written counts as durable; a crash of the machine may take that back.) Events between a checkpoint and a crash of the
/// follower come again: whoever stores them drops what it has by sequence.
/// </remarks>
public sealed class JournalFollower : IDisposable
{
    private readonly StreamFollower _stream;

    /// <exception cref="Retention.JournalPrunedException">The first event to deliver was pruned.</exception>
    /// <exception cref="JournalFormatException">The checkpoint is of another journal or stream; one that is damaged counts as lost.</exception>
    public JournalFollower(JournalDirectory directory, FollowerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _stream = new StreamFollower(directory, StreamKind.In, options ?? new FollowerOptions());
    }

    /// <summary>Of the last event delivered, also before the checkpoint; without one, the sequence before the start.</summary>
    public long LastSequence => _stream.LastSequence;

    /// <summary>Up to where events may be delivered, as of the last look; −1 is none.</summary>
    public long DurableSequence => _stream.DurableSequence;

    /// <summary>Whether it started from a checkpoint.</summary>
    public bool IsResumed => _stream.IsResumed;

    /// <summary>Whether the stream was completed and everything of it delivered. A next epoch may go on behind that.</summary>
    public bool IsAtEnd => _stream.IsAtEnd;

    /// <summary>Reads the next durable event; false when there is none yet.</summary>
    /// <exception cref="JournalCorruptException">The journal is damaged where it had been durable.</exception>
    /// <exception cref="Retention.JournalPrunedException">The next event was pruned.</exception>
    public bool TryRead(ref EngineEvent next)
    {
        while (_stream.HasBlock || _stream.TryNextBlock())
        {
            long sequence = _stream.Header.FirstSequence + _stream.RecordsTaken;
            ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_stream.Content), _stream.Offset);
            int length = EventRecord.Decode(ref record, ref next);
            if (!_stream.Take(length, sequence)) { continue; }
            next.Sequence = sequence;
            return true;
        }

        return false;
    }

    /// <summary>Waits until there is something to read. False after the timeout, and at the end of a completed stream.</summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancel = default) => _stream.Wait(timeout, cancel);

    /// <summary>Remembers that everything delivered so far is done with. A rename, so that a crash leaves the old or the new one.</summary>
    /// <exception cref="InvalidOperationException">The options name no checkpoint file.</exception>
    /// <exception cref="Platform.JournalIOException">The disk refuses.</exception>
    public void Checkpoint() => _stream.Checkpoint();

    public void Dispose() => _stream.Dispose();
}
