namespace LlmTrader.Tools.Cli;

/// <summary>What the process tells its caller. The numbers are part of the interface: never renumber.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was done and something is wrong with what was looked at: a divergence, a corrupt journal, refused rows.</summary>
    public const int Finding = 1;

    /// <summary>The command line can't be used: an unknown name, a bad value, a file that is not there.</summary>
    public const int Usage = 2;

    /// <summary>The work could not be done: an I/O error, a missing library, a broken invariant.</summary>
    public const int Fault = 3;

    /// <summary>Stopped by Ctrl+C or SIGTERM: 128 + SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;
}
