using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>Who is at the other end of a Unix domain socket, as the kernel knows it (SO_PEERCRED, unix(7)).</summary>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const uint Root = 0;

    public static PeerCredentials Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Span<int> credentials = stackalloc int[3];
        int length = socket.GetRawSocketOption(SolSocket, SoPeerCred, MemoryMarshal.AsBytes(credentials));
        return length == 12
            ? new PeerCredentials(credentials[0], (uint)credentials[1], (uint)credentials[2])
            : throw new InvalidOperationException("The kernel does not tell who is at the other end of the socket.");
    }

    /// <summary>The user who runs this process, or root, who may do anything anyway.</summary>
    public bool MayEnter => UserId == Root || UserId == NativeMethods.GetEffectiveUserId();
}

internal static partial class NativeMethods
{
    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();
}
