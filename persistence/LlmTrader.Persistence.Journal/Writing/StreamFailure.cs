using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>What ended the writing of a stream. It is told on the writer's thread; a second one that syncs may have met it.</summary>
internal sealed class StreamFailure
{
    private volatile Exception? _cause;
    private bool _isTold;

    public bool IsSet => _cause is not null;

    /// <summary>On the writer's thread: throws what went wrong, here or on the second thread.</summary>
    public void ThrowIfSet(string operation)
    {
        if (_cause is not null) { Throw(operation); }
    }

    /// <summary>On the writer's thread, about to throw <paramref name="cause"/>. Throws what went wrong before, where something did.</summary>
    public void Set(IOException cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null) { Throw("write"); }
        _isTold = true;
    }

    /// <summary>On the second thread. Whatever the writer may have met meanwhile: this is why the file takes nothing more.</summary>
    public void SetBeside(Exception cause) => _cause = cause;

    [DoesNotReturn]
    private void Throw(string operation)
    {
        // A sync that failed on the second thread is told as if it had been made here.
        if (!_isTold || _cause is not JournalIOException failure)
        {
            _isTold = true;
            ExceptionDispatchInfo.Throw(_cause!);
            return;
        }

        throw new JournalIOException(failure.Errno, $"{operation} after a failed {failure.Operation}", failure.Path, failure);
    }
}
