using System.Runtime.InteropServices;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>Signals to other processes, which the framework does not send.</summary>
public static partial class PosixSignals
{
    private const int Terminate = 15;
    private const int Continue = 18;    // Of Linux.
    private const int Stop = 19;

    /// <summary>Asks a process to end (SIGTERM). False when there is none of that number, or it is not ours.</summary>
    public static bool TryTerminate(int processId) => processId > 0 && Kill(processId, Terminate) == 0;

    /// <summary>Makes a process stand still (SIGSTOP), on Linux.</summary>
    public static bool TryStop(int processId) => processId > 0 && Kill(processId, Stop) == 0;

    /// <summary>Lets it go on (SIGCONT), on Linux.</summary>
    public static bool TryContinue(int processId) => processId > 0 && Kill(processId, Continue) == 0;

    /// <summary>Whether a process of that number is there.</summary>
    public static bool Exists(int processId) => processId > 0 && Kill(processId, 0) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
