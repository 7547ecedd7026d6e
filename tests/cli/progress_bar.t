# On a terminal apply shows a bar, as wide as the terminal allows, and takes it away again.

-- sandbox --fault 'PUT /api/*:delay=1200'
-- project audiences
-- file audiences/gold.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: gold, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec: {name: Gold, criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 1000}]}}
-- commit gold
-- file look.py
  import fcntl, os, pty, re, signal, struct, subprocess, sys, termios, time
  columns, term = int(sys.argv[1]), sys.argv[2]
  master, slave = pty.openpty()
  fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
  run = subprocess.Popen(["cxctl", "apply", "--yes"], stderr=slave, stdout=subprocess.DEVNULL,
                         env=dict(os.environ, TERM=term, NO_COLOR="1"))
  os.close(slave)
  seen = before = b""
  try:
      while chunk := os.read(master, 4096):
          seen += chunk
          if len(sys.argv) > 3 and not before:
              # The window is made smaller; what stood in the wide one is not looked at.
              fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[3]), 0, 0))
              run.send_signal(signal.SIGWINCH)
              time.sleep(0.4)
              before = seen + os.read(master, 4096)
              columns, seen = int(sys.argv[3]), b""
  except OSError:
      pass
  bars = [bar for bar in seen.decode().split("\r\x1b[K") if bar]
  print("exit", run.wait(), "first", bars[:1], "fits", all(len(bar) < columns for bar in bars),
        "erased", seen.endswith(b"\r\x1b[K"), "coloured", b"\x1b[3" in seen)
$ python3 look.py 80 xterm
  exit 0 first ['[----------------------------------------] 0/1  0 %'] fits True erased True coloured False
$ sed -i s/1000/2000/ audiences/gold.yaml && git commit -qam 2000
$ python3 look.py 30 xterm
  exit 0 first ['[------------------] 0/1  0 %'] fits True erased True coloured False

# The window is made smaller while the bar is there: the signal of that ends nothing, and the bar fits from then on.
$ sed -i s/2000/2500/ audiences/gold.yaml && git commit -qam 2500
$ python3 look.py 80 xterm 34
  exit 0 first ['[----------------------] 0/1  0 %'] fits True erased True coloured False

$ sed -i s/2500/3000/ audiences/gold.yaml && git commit -qam 3000
$ python3 look.py 80 dumb
  exit 0 first [] fits True erased False coloured False
