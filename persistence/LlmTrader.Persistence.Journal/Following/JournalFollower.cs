using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
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
public sealed class JournalFollower : StreamFollower, IJournalReader
{
    /// <exception cref="Retention.JournalPrunedException">The first event to deliver was pruned.</exception>
    /// <exception cref="JournalFormatException">The checkpoint is of another journal or stream; one that is damaged counts as lost.</exception>
    public JournalFollower(JournalDirectory directory, FollowerOptions? options = null)
        : base(directory, StreamKind.In, options ?? new FollowerOptions())
    {
    }

    /// <summary>Reads the next durable event; false when there is none yet.</summary>
    /// <exception cref="JournalCorruptException">The journal is damaged where it had been durable.</exception>
    /// <exception cref="Retention.JournalPrunedException">The next event was pruned.</exception>
    public bool TryRead(ref EngineEvent next)
    {
        while (HasRecord())
        {
            long sequence = Header.FirstSequence + RecordsTaken;
            ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Content), Offset);
            int length = EventRecord.Decode(ref record, ref next);
            if (!Take(length, sequence)) { continue; }
            next.Sequence = sequence;
            return true;
        }

        return false;
    }
}
