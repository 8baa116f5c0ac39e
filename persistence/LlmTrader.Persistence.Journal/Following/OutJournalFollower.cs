using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal;

/// <summary>As <see cref="JournalFollower"/>, for the <c>out</c> stream: a record comes once the events that it was derived from are durable.</summary>
public sealed class OutJournalFollower : StreamFollower
{
    /// <inheritdoc cref="JournalFollower(JournalDirectory, FollowerOptions?)"/>
    public OutJournalFollower(JournalDirectory directory, FollowerOptions? options = null)
        : base(directory, StreamKind.Out, options ?? new FollowerOptions())
    {
    }

    /// <inheritdoc cref="JournalFollower.TryRead"/>
    public bool TryRead(ref OutRecord next)
    {
        while (HasRecord())
        {
            ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Content), Offset);
            int length = OutStreamRecord.Decode(ref record, Header.FirstSequence, ref next);
            if (Take(length, next.Sequence)) { return true; }
        }

        return false;
    }
}
